//! Names that need no import (the Rust Reference, "Preludes").

use crate::workspace::TOOLCHAIN_CRATES;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// The names of the standard preludes of all editions, of primitive types, and of built-in macros and attributes.
static NAMES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    "AsMut AsRef AsyncFn AsyncFnMut AsyncFnOnce Box Clone Copy Debug Default DoubleEndedIterator Drop Eq Err \
     ExactSizeIterator Extend Fn FnMut FnOnce From FromIterator Future Hash Into IntoFuture IntoIterator Iterator None \
     Ok Option Ord PartialEq PartialOrd Result Send Sized Some String Sync ToOwned ToString TryFrom TryInto Unpin Vec \
     align_of align_of_val drop size_of size_of_val derive test bench global_allocator cfg_accessible cfg_eval \
     type_ascribe deref define_opaque test_case derive_const alloc_error_handler contracts_ensures contracts_requires \
     bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f16 f32 f64 f128 \
     assert assert_eq assert_ne cfg cfg_select column compile_error concat concat_idents concat_bytes dbg debug_assert \
     debug_assert_eq debug_assert_ne env eprint eprintln file format format_args format_args_nl include include_bytes \
     include_str is_x86_feature_detected line log_syntax matches module_path option_env panic print println \
     stringify thread_local todo trace_macros try unimplemented unreachable vec write writeln asm global_asm naked_asm \
     macro_rules offset_of addr_of const_format_args is_aarch64_feature_detected is_arm_feature_detected \
     RustcDecodable RustcEncodable ConstParamTy UnsizedConstParamTy CoercePointee From pattern_type unsafe_binder"
        .split_whitespace()
        .collect()
});

/// Whether the language or its prelude supplies a name.
pub(crate) fn is_in_prelude(name: &str) -> bool {
    NAMES.contains(name)
}

/// Whether a crate comes with the toolchain.
pub(crate) fn is_std_family(name: &str) -> bool {
    TOOLCHAIN_CRATES.contains(&name)
}

/// Whether a name in the root of the standard library belongs to a Rust module, and to nothing else that a path could
/// mean instead. (`std::vec` is also a macro, but no path continues after a macro.)
pub(crate) fn is_std_module(name: &str) -> bool {
    static MODULES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
        "alloc any arch array ascii asserting async_iter autodiff backtrace bool borrow boxed bstr cell char clone cmp \
         collections convert default env error f128 f16 f32 f64 ffi fmt fs future hash hint i128 i16 i32 i64 i8 \
         intrinsics io isize iter marker mem net num ops option os panic panicking path pat pin prelude primitive \
         process ptr random range rc result simd slice str string sync task thread time u128 u16 u32 u64 u8 \
         unsafe_binder usize vec"
            .split_whitespace()
            .collect()
    });
    MODULES.contains(name)
}
