"""Writes a workspace whose names and texts try to break out of the report, wherever the rules file or the code allows it."""

import sys
from pathlib import Path

ATTACKS = [
    "</script><script>window.HACKED=1</script>",
    "<img src=x onerror=window.HACKED=1>",
    "\"><svg onload=window.HACKED=1>",
    "' onmouseover='window.HACKED=1",
    "javascript:window.HACKED=1",
    "<!--<script>",
    "]]>{{7*7}}${7*7}",
    "\u202eevil\u2066\u200b\u0007",
    "__proto__",
    "constructor",
    "x" * 10_000,
]
TEXT = " ".join(ATTACKS)


def toml(text: str) -> str:
    escape = lambda char: f"\\u{ord(char):04x}" if ord(char) < 32 or ord(char) in (0x202E, 0x2066, 0x200B, 0x7F) else char
    return '"' + "".join(escape(char) for char in text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


root = Path(sys.argv[1])


def write(path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


bins = "".join(
    f"[[bin]]\nname = {toml(name)}\npath = \"src/bin{at}.rs\"\n" for at, name in enumerate(["<b>bin</b>", "a\"b", "__proto__", "</script>"])
)
write("Cargo.toml", f"[workspace]\n[package]\nname = \"hostile\"\nedition = \"2024\"\n{bins}")
for at in range(4):
    write(f"src/bin{at}.rs", "fn main() { hostile::constructor::run(); }\n")
long = "m" * 200
directory = "<img src=x onerror=window.HACKED=1> &amp; \" ' \u202e"
write(
    "src/lib.rs",
    f"pub mod constructor; pub mod __proto__; pub mod toString; pub mod {long};\n#[path = \"../{directory.replace(chr(34), chr(92) + chr(34))}/évil.rs\"] pub mod évil;\n",
)
write("src/constructor.rs", "use crate::__proto__::hasOwnProperty; pub mod inner { pub fn valueOf() { super::run() } } pub fn run() { let _ = std::fs::read(\"x\"); hasOwnProperty() }\n")
write("src/__proto__.rs", "use crate::toString::valueOf; pub fn hasOwnProperty() { valueOf() }\n")
write("src/toString.rs", "pub fn valueOf() { crate::constructor::run() }\n")
write(f"src/{long}.rs", f"use crate::toString::valueOf as {'v' * 10_000}; pub fn f() {{ {'v' * 10_000}() }}\n")
write(f"{directory}/évil.rs", "use crate::toString::valueOf; pub fn f() { valueOf() }\n// archcheck-allow(no-fs): <script>window.HACKED=1</script>\npub fn g() { let _ = std::fs::read(\"x\"); }\n")
write("docs/adr/1.md", f"# {TEXT}\n\nDate: 2020-01-01 <script>window.HACKED=1</script>\n\n## Status\n\nAccepted {TEXT}\n")
names = ["<script>window.HACKED=1</script>", "\"><img src=x onerror=window.HACKED=1>", "__proto__", "toString", "evil"]
paths = ["hostile::constructor", "hostile::__proto__", "hostile::toString", f"hostile::{long}", "hostile::évil"]
rules = "version = 1\n"
plain = ["a-module", "constructor", "proto", "to-string", "evil"]
for name, path in zip(plain, paths):
    rules += (
        f"[modules.{toml(name)}]\npaths = [{toml(path)}]\nreason = {toml(TEXT)}\nowner = {toml('<b>' + TEXT)}\nadr = \"docs/adr/1.md\"\n"
        f"tags = [\"x-tag\"]\nreview-by = 2020-01-01\ndepends-on = []\n"
    )
rules += f"[[rules]]\nid = \"no-fs\"\ntype = \"forbid\"\nfrom = [\"hostile\"]\nto = [\"std::fs\"]\nreason = {toml(TEXT)}\nowner = {toml(TEXT)}\nadr = \"docs/adr/1.md\"\n"
rules += f"[[exceptions]]\nrule = \"no-fs\"\nfrom = \"constructor\"\nreason = {toml(TEXT)}\nowner = {toml(TEXT)}\nexpires = 2020-01-01\n"
write("archcheck.toml", rules)
