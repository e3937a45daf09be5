use super::*;
use std::fmt::Write;

/// Writes the outline of a text, one item a line.
fn outlined(text: &str) -> String {
    let mut out = String::new();
    for item in outline(text).unwrap().items {
        let path: Vec<&str> = item.modules.iter().chain([&item.name]).map(String::as_str).collect();
        write!(out, "{:?} {}", item.kind, path.join("::")).unwrap();
        let path = |path: &OutlinePath| path.names.join("::");
        for (what, found) in [("trait", &item.of_trait), ("of", &item.of), ("import", &item.import)] {
            if let Some(found) = found {
                write!(out, " {what}={}", path(found)).unwrap();
            }
        }
        for derive in &item.derives {
            write!(out, " derive={}", path(derive)).unwrap();
        }
        for attribute in &item.attributes {
            write!(out, " #{}({})", path(&attribute.path), attribute.arguments.join("|")).unwrap();
        }
        if let Some(returns) = &item.returns {
            write!(out, " -> {returns}").unwrap();
        }
        let flags = [
            (item.is_test, "test"),
            (item.is_in_call, "call"),
            (item.is_in_body, "body"),
            (item.is_documented, "doc"),
            (item.is_async, "async"),
        ];
        for (_, flag) in flags.into_iter().filter(|(is_set, _)| *is_set) {
            write!(out, " {flag}").unwrap();
        }
        if !item.unsafe_at.is_empty() {
            write!(out, " unsafe*{}", item.unsafe_at.len()).unwrap();
        }
        writeln!(out).unwrap();
    }
    out
}

#[test]
fn items_have_their_attributes_and_documentation() {
    insta::assert_snapshot!(outlined(
        "/// A.\n#[derive(Clone, serde::Serialize)]\n#[serde(rename_all = \"x\", deny)]\npub struct A { /// B.\n b: u8, pub c: Vec<(u8, u8)> }\n\
         #[cfg_attr(unix, derive(Debug), must_use)]\nenum E<T> where T: X<A> { /// V\n V(u8), #[doc(hidden)] W { x: u8 } }\n\
         // not\nstruct T(pub u8, #[x] u8);\n/** F */\nunion U { a: u8 }\npub const fn f<const N: usize>() -> [u8; N] where [u8; N]: Sized { [0; N] }\n\
         const A: bool = 1 < 2;\nstatic mut S: u8 = 0;\npub type Ty<T> = Vec<T>;\nmod m { //! M\n pub(crate) mod n; }\n"
    ));
}

#[test]
fn impls_and_traits_have_their_parts() {
    insta::assert_snapshot!(outlined(
        "unsafe impl<'a, T: Clone, const N: usize> crate::ports::Repo<T> for &'a mut x::Db<T> where T: Y { type Item = T; async fn load(&self) -> Result<T, E> { unsafe { f() } } }\n\
         impl !Send for A {}\nimpl A { pub const C: u8 = 1; pub fn new() -> Self { A } default fn g() {} }\nimpl Tr for (u8, u8) {}\n\
         pub unsafe auto trait Tr: Super<u8> { fn a(); fn b() {} type T; const C: u8; }\nimpl<F: Fn(u8) -> u8> Tr for F {}\ntrait Alias = Clone;"
    ));
}

#[test]
fn unsafe_code_is_told_from_types_of_pointers() {
    insta::assert_snapshot!(outlined(
        "fn a() { unsafe { b() } if x { unsafe { c() } } }\nfn b(f: unsafe fn()) { let g: unsafe extern \"C\" fn(u8) = f; }\nunsafe fn c() {}\n\
         unsafe extern \"C\" { safe fn d(); fn e(); }\nextern \"C\" { fn f(); }\n#[unsafe(no_mangle)] pub extern \"C\" fn g() {}\n\
         fn h() { quote! { unsafe { } }; assert!(unsafe { i() }); unsafe fn inner() {} }\nmacro_rules! m { () => { unsafe { x() } }; }\n\
         static S: u8 = unsafe { y() };\nfn unsafe_name() { let r#unsafe = 1; }"
    ));
}

#[test]
fn imports_are_listed_in_bodies_too() {
    insta::assert_snapshot!(outlined(
        "use a::{self, b::*, c as d, e::{f, g}};\npub(in crate::x) use super::*;\nextern crate h as i;\nuse j as _;\n\
         fn f<'a>() -> impl X + use<'a> { use k::*; quote! { use l::*; } { use m::n; } }"
    ));
}

#[test]
fn arguments_of_macro_calls_and_tests_are_marked() {
    insta::assert_snapshot!(outlined(
        "cfg_rt! { pub struct A; impl A { fn a() {} } mod m { fn b() {} } }\ncfg_if::cfg_if! { if #[cfg(unix)] { fn c() {} } else { fn d() {} } }\n\
         bitflags! { pub struct Flags: u32 { const A = 1; } }\nthread_local! { static L: u8 = 1; }\nlazy_static! { static ref R: u8 = 1; }\n\
         #[cfg(test)] mod tests { use super::*; fn e() {} }\n#[tokio::test] async fn g() {}\n#[cfg(all(test, unix))] impl A { fn h() {} }\n\
         #[cfg(any(test, x))] fn i() {}\nmacro_rules! m { ($x:ident) => { struct $x; }; }\nconst _: () = { fn j() {} };\npub macro n($x:ty) { fn k() {} }"
    ));
}

#[test]
fn the_documentation_of_a_file_is_told_from_that_of_its_first_item() {
    let is_documented = |text| outline(text).unwrap().is_documented;
    assert!(is_documented("//! A.\nfn a() {}"));
    assert!(is_documented("// x\n\n/*! A */ #![allow(x)]"));
    assert!(is_documented("#![doc = \"a\"]\nfn a() {}"));
    assert!(is_documented("#![allow(x)]\n//! A."));
    assert!(!is_documented("/// A.\nfn a() {}"));
    assert!(!is_documented(""));
}

#[test]
fn line_ends_make_no_difference() {
    let text = "/// A.\npub fn f() {}\n//! B.\nfn g() { unsafe { f() } }\n";
    let spans = |text: &str| {
        outline(text)
            .unwrap()
            .items
            .iter()
            .map(|item| text[item.span.start as usize..item.span.end as usize].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(spans(text), ["f", "g"]);
    assert_eq!(spans(&text.replace('\n', "\r\n")), ["f", "g"]);
}

#[test]
fn no_text_makes_it_panic() {
    let texts = [
        include_str!("reader.rs"),
        include_str!("../signatures/items.rs"),
        "#[a] #[cfg_attr(x, derive(A), b(c = \"d\"))] pub(in a::b) unsafe impl<'a, const N: u8, T: X<Y>> !A<T> for &'a dyn B where T: C { default fn f(&self) -> [u8; N] { unsafe { use a::{self, *}; } } }",
        "macro_rules! m { ($($x:tt)*) => { unsafe { $($x)* } } } cfg_if! { if #[cfg(a)] { struct A(pub u8); } else { union U { a: u8 } } } #[unsafe(no_mangle)] extern \"C\" { fn f(); } const _: () = { 1 < 2 };",
    ];
    for text in texts {
        let mut boundaries: Vec<usize> = vec![0];
        let is_boundary = |at: &usize| text.is_char_boundary(*at) && !text.as_bytes()[*at].is_ascii_alphanumeric();
        boundaries.extend((1..text.len()).filter(is_boundary));
        for pair in boundaries.windows(2).step_by(1 + text.len() / 4000) {
            let rest = format!("{}{}", &text[..pair[0]], &text[pair[1]..]);
            drop(outline(&rest));
            drop(outline(&format!("a! {{ {rest} }}")));
        }
    }
}
