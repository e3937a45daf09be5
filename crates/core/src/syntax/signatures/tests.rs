use super::{FileSignatures, signatures};
use std::fmt::Write;

fn read(text: &str) -> FileSignatures {
    signatures(text).expect("the text is a sequence of tokens")
}

/// Lists the signatures of a text, one a line, with those of members indented.
fn list(text: &str) -> String {
    let found = read(text);
    let mut lines = String::new();
    for item in &found.items {
        let _ = writeln!(lines, "{}", item.signature);
        for member in &item.members {
            let _ = writeln!(lines, "  {}", member.signature);
        }
        for (_, header) in &item.derives {
            let _ = writeln!(lines, "  {header}");
        }
    }
    for block in &found.impls {
        let _ = writeln!(lines, "{}", block.signature);
        for member in &block.members {
            let _ = writeln!(lines, "  {}", member.signature);
        }
    }
    lines
}

#[test]
fn signatures_leave_out_bodies_comments_and_parameter_names() {
    let text = "
        /// Documentation.
        #[inline] pub const unsafe extern \"C\" fn f<'a, T: Clone + 'a, const N: usize>(
            mut a: &'a mut T, (b, c): (u8, u8), Point { x, y }: crate::Point, d: impl Fn(u8) -> [T; N], // why
        ) -> Result<Vec<T>, Box<dyn std::error::Error + Send>> where T: ?Sized, Vec<T>: Into<u8>, { let x = 1; }
        fn g() {}
        pub fn h(self_: u8,) -> (u8,) { (1,) }
        fn i(call: &dyn Fn(u8,), p: *const u8) -> ! { loop {} }
        fn j<F>(f: F) where for<'a> F: Fn(&'a u8) -> &'a u8 {}
    ";
    insta::assert_snapshot!(list(text), @r#"
    const unsafe extern "C" fn f<'a, T: Clone + 'a, const N: usize>(&'a mut T, (u8, u8), crate::Point, impl Fn(u8) -> [T; N]) -> Result<Vec<T>, Box<dyn std::error::Error + Send>> where T: ?Sized, Vec<T>: Into<u8>
    fn g()
    fn h(u8) -> (u8,)
    fn i(&dyn Fn(u8), *const u8) -> !
    fn j<F>(F) where for<'a> F: Fn(&'a u8) -> &'a u8
    "#);
}

#[test]
fn types_have_their_members() {
    let text = "
        #[derive(Clone, serde::Serialize)] #[repr(C)] pub struct A<'a, T: Copy = u8, const N: usize = 1> where T: Eq { pub a: Vec<T>, b: &'a [u8; N] }
        struct B(pub u8, pub(crate) Vec<u8>);
        struct C(u8);
        struct D;
        struct E { pub a: u8 }
        #[non_exhaustive] pub enum F { A, B(u8, #[serde(skip)] u16,), C { y: u8, x: u8 } = 3, #[cfg(test)] T }
        union G { pub a: u8, b: u16 }
        type H<T> = Vec<T>;
        const I: fn(u8) -> Vec<u8> = |x| { vec![x] };
        static mut J: G = G { a: 1 };
        fn last() {}
        const _: () = ();
    ";
    insta::assert_snapshot!(list(text), @r#"
    #[repr(C)] struct A<'a, T: Copy = u8, const N: usize = 1> where T: Eq {}
      a: Vec<T>
      b: &'a [u8; N]
      impl<'a, T: Copy + Clone, const N: usize> Clone for A<'a, T, N> where T: Eq
      impl<'a, T: Copy + Serialize, const N: usize> Serialize for A<'a, T, N> where T: Eq
    struct B()
      0: u8
      1: Vec<u8>
    struct C()
      0: u8
    struct D
    struct E {}
      a: u8
    #[non_exhaustive] enum F
      A
      B(u8, u16)
      C { x: u8, y: u8 }
    union G {}
      a: u8
      b: u16
    type H<T> = Vec<T>
    const I: fn(u8) -> Vec<u8>
    static mut J: G
    fn last()
    "#);
}

#[test]
fn traits_and_impls() {
    let text = "
        pub unsafe trait T<A>: Send + Clone + for<'a> From<&'a A> where A: Eq {
            type X: Clone + 'static; type Y = u8; const Z: usize; const W: u8 = 1;
            fn a(&self); fn b(mut self: Box<Self>, x: u8) -> u8 { x } fn c<'a>(&'a mut self) where Self: Sized; fn d() -> Self;
            macro_call! { a }
            #[cfg(test)] fn e() {}
            fn f(mut self);
        }
        impl<T: Clone> fmt::Display for crate::A<T> where T: Eq { fn fmt(&self) {} }
        unsafe impl Send for B {}
        impl !Sync for B {}
        impl<'a> From<&'a u8> for &'a B {}
        impl B { pub fn new() -> Self { Self } pub(super) const A: u8 = 1; fn private(&self) {} pub async fn go(&self, n: u8) {} }
        impl<T> Trait for (T, u8) {}
        macro_rules! m { () => { fn x() {} } }
        #[macro_export] macro_rules! n { () => {} }
        lazy! { static ref X: u8 = 1; }
        lazy!(pub struct Hidden;);
        extern \"C\" { pub fn foreign(x: u8); static FOREIGN: u8; }
        pub fn after() {}
    ";
    insta::assert_snapshot!(list(text), @r#"
    unsafe trait T<A>: Clone + Send + for<'a> From<&'a A> where A: Eq
      type X: Clone + 'static
      type Y = ..
      const Z: usize
      const W: u8 = ..
      fn a(&self)
      fn b(self: Box<Self>, u8) -> u8 { .. }
      fn c<'a>(&'a mut self) where Self: Sized
      fn d() -> Self
      fn f(self)
    macro_rules! m
    macro_rules! n
    fn foreign(u8)
    static FOREIGN: u8
    fn after()
    impl<T: Clone> Display for crate::A<T> where T: Eq
    unsafe impl Send for B
    impl !Sync for B
    impl<'a> From<&'a u8> for &'a B
    impl B
      fn new() -> Self
      const A: u8
      fn private(&self)
      async fn go(&self, u8)
    impl<T> Trait for (T, u8)
    "#);
}

#[test]
fn inline_modules_and_imports() {
    let text = "
        pub use a::{b::C as D, self, e::*, f::{G, self as h}};
        pub(in crate::x) mod m { use super::*; mod n { pub(super) fn f() {} } pub use crate::T as _; }
        mod file;
        #[cfg(all(test, unix))] mod tests { fn t() {} }
        extern crate alloc as a;
        fn last() {}
    ";
    let found = read(text);
    let items: Vec<_> =
        found.items.iter().map(|item| format!("{:?} {} {:?}", item.modules, item.name, item.visibility)).collect();
    insta::assert_snapshot!(items.join("\n"), @r#"
    [] m Restricted(["crate", "x"])
    ["m"] n Inherited
    ["m", "n"] f Restricted(["super"])
    [] file Inherited
    [] last Inherited
    "#);
    let imports: Vec<_> = found
        .imports
        .iter()
        .map(|leaf| {
            format!(
                "{:?} {:?} {} at `{}`",
                leaf.modules,
                leaf.name,
                leaf.path.join("::"),
                &text[leaf.span.start as usize..leaf.span.end as usize]
            )
        })
        .collect();
    insta::assert_snapshot!(imports.join("\n"), @r#"
    [] Some("D") a::b::C at `C`
    [] Some("a") a at `self`
    [] None a::e at `*`
    [] Some("G") a::f::G at `G`
    [] Some("h") a::f at `self`
    ["m"] None super at `*`
    [] Some("a") alloc at `alloc`
    "#);
}
