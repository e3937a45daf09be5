//! Names that the language itself defines: primitive types, attributes, derives and macros.

/// Whether a name is a primitive type (the Rust Reference, "Types").
pub fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "char"
            | "str"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "f16"
            | "f32"
            | "f64"
            | "f128"
    )
}

/// Whether a bare attribute is most likely one that only a derive reads.
pub(in crate::syntax) fn is_helper_attribute(name: &str) -> bool {
    matches!(name, "serde" | "error" | "source" | "from" | "arg" | "clap")
}

/// Whether an attribute belongs to the compiler or a tool, so that its path refers to nothing (the Rust Reference,
/// "Built-in attributes index").
pub(in crate::syntax) fn is_builtin_attribute(name: &str) -> bool {
    matches!(
        name,
        "cfg"
            | "cfg_attr"
            | "test"
            | "ignore"
            | "should_panic"
            | "bench"
            | "derive"
            | "automatically_derived"
            | "macro_export"
            | "macro_use"
            | "proc_macro"
            | "proc_macro_derive"
            | "proc_macro_attribute"
            | "allow"
            | "expect"
            | "warn"
            | "deny"
            | "forbid"
            | "deprecated"
            | "must_use"
            | "diagnostic"
            | "link"
            | "link_name"
            | "link_ordinal"
            | "no_link"
            | "repr"
            | "crate_type"
            | "no_main"
            | "export_name"
            | "link_section"
            | "no_mangle"
            | "used"
            | "crate_name"
            | "inline"
            | "cold"
            | "naked"
            | "no_builtins"
            | "target_feature"
            | "track_caller"
            | "instruction_set"
            | "doc"
            | "no_std"
            | "no_implicit_prelude"
            | "path"
            | "recursion_limit"
            | "type_length_limit"
            | "panic_handler"
            | "global_allocator"
            | "windows_subsystem"
            | "feature"
            | "non_exhaustive"
            | "debugger_visualizer"
            | "rustfmt"
            | "clippy"
            | "miri"
            | "rust_analyzer"
            | "default"
            | "global_asm"
            | "unstable"
            | "stable"
            | "rustc_const_stable"
            | "rustc_const_unstable"
            | "const_trait"
            | "fundamental"
            | "may_dangle"
            | "lang"
            | "coverage"
            | "optimize"
            | "marker"
            | "allow_internal_unstable"
            | "no_core"
            | "thread_local"
            | "ffi_const"
            | "ffi_pure"
            | "start"
            | "plugin"
            | "main"
            | "unsafe"
            | "type_const"
    )
}

/// Whether an attribute of this name is irrelevant, whatever its arguments: it adds no condition, changes no declaration and
/// refers to nothing.
pub(in crate::syntax) fn is_silent_attribute(name: &str) -> bool {
    let is_relevant = matches!(
        name,
        "cfg"
            | "cfg_attr"
            | "test"
            | "bench"
            | "derive"
            | "macro_export"
            | "macro_use"
            | "proc_macro"
            | "proc_macro_derive"
            | "proc_macro_attribute"
            | "path"
            | "recursion_limit"
            | "unsafe"
    );
    !is_relevant && is_builtin_attribute(name)
}

/// Whether a derive is in the prelude of the standard library.
pub fn is_std_derive(name: &str) -> bool {
    matches!(name, "Clone" | "Copy" | "Debug" | "Default" | "Eq" | "Hash" | "Ord" | "PartialEq" | "PartialOrd")
}

/// Returns the names that a derive of another crate declares, if they do not contain the name of its item.
pub(in crate::syntax) fn derived_names(derive: &str) -> &'static [&'static str] {
    match derive {
        // SeaORM
        "DeriveEntityModel" => &["Entity", "Column", "PrimaryKey", "ActiveModel"],
        "DeriveModelEx" => &["ModelEx", "ActiveModelEx"],
        // pest
        "Parser" => &["Rule"],
        _ => &[],
    }
}

/// Whether a macro of this name almost always comes from the standard library, and declares nothing.
pub(in crate::syntax) fn is_std_macro(name: &str) -> bool {
    matches!(
        name,
        "assert"
            | "assert_eq"
            | "assert_ne"
            | "cfg"
            | "column"
            | "compile_error"
            | "concat"
            | "dbg"
            | "debug_assert"
            | "debug_assert_eq"
            | "debug_assert_ne"
            | "env"
            | "eprint"
            | "eprintln"
            | "file"
            | "format"
            | "format_args"
            | "include_bytes"
            | "include_str"
            | "is_x86_feature_detected"
            | "line"
            | "matches"
            | "module_path"
            | "option_env"
            | "panic"
            | "print"
            | "println"
            | "stringify"
            | "todo"
            | "try"
            | "unimplemented"
            | "unreachable"
            | "vec"
            | "write"
            | "writeln"
    )
}
