//! The outline of a file has the items that its syntax tree has.

use super::{OutlineKind, outline};
use crate::syntax::{signatures::WrittenVisibility, tests::SOURCES};
use syn::{AttrStyle, Attribute, Field, ForeignItem, ImplItem, Item, Meta, TraitItem, Type, Visibility};

/// Lists items, one a line.
#[derive(Default)]
struct Listing {
    lines: Vec<String>,
    /// Whether there are items that the syntax tree has only as tokens.
    has_unstable: bool,
}

impl Listing {
    fn add(
        &mut self,
        kind: OutlineKind,
        around: &str,
        name: &str,
        visibility: &str,
        derives: &str,
        is_documented: bool,
    ) {
        let documented = if is_documented { " documented" } else { "" };
        self.lines.push(format!("{kind:?} {around}::{name} {visibility} [{derives}]{documented}"));
    }

    fn add_parsed(
        &mut self,
        kind: OutlineKind,
        around: &str,
        name: &str,
        of: (&[Attribute], Option<&Visibility>),
    ) -> String {
        let (attributes, visibility) = of;
        let own = |attribute: &&Attribute| kind == OutlineKind::Mod || matches!(attribute.style, AttrStyle::Outer);
        let attributes: Vec<&Attribute> = attributes.iter().filter(own).collect();
        let is_documented = attributes.iter().any(|one| {
            one.path().is_ident("doc")
                && match &one.meta {
                    Meta::NameValue(_) => true,
                    Meta::List(list) => list.tokens.to_string().starts_with("hidden"),
                    Meta::Path(_) => false,
                }
        });
        let mut derives = Vec::new();
        for derive in attributes.iter().filter(|one| one.path().is_ident("derive")) {
            derive
                .parse_nested_meta(|meta| {
                    derives.push(path(&meta.path));
                    Ok(())
                })
                .unwrap();
        }
        let visibility = match visibility {
            Some(Visibility::Public(_)) => "pub".to_owned(),
            Some(Visibility::Restricted(within)) => format!("pub({})", path(&within.path)),
            _ => String::new(),
        };
        self.add(kind, around, name, &visibility, &derives.join(","), is_documented);
        format!("{around}::{name}")
    }

    fn fields<'f>(&mut self, around: &str, fields: impl Iterator<Item = &'f Field>) {
        for (number, field) in fields.enumerate() {
            let name = field.ident.as_ref().map_or_else(|| number.to_string(), plain);
            self.add_parsed(OutlineKind::Field, around, &name, (&field.attrs, Some(&field.vis)));
        }
    }

    fn item(&mut self, around: &str, item: &Item) {
        match item {
            Item::Const(own) => {
                self.add_parsed(OutlineKind::Const, around, &plain(&own.ident), (&own.attrs, Some(&own.vis)));
            }
            Item::Static(own) => {
                self.add_parsed(OutlineKind::Static, around, &plain(&own.ident), (&own.attrs, Some(&own.vis)));
            }
            Item::Type(own) => {
                self.add_parsed(OutlineKind::TypeAlias, around, &plain(&own.ident), (&own.attrs, Some(&own.vis)));
            }
            Item::Fn(own) => {
                self.add_parsed(OutlineKind::Function, around, &plain(&own.sig.ident), (&own.attrs, Some(&own.vis)));
            }
            Item::Struct(own) => {
                let inside =
                    self.add_parsed(OutlineKind::Struct, around, &plain(&own.ident), (&own.attrs, Some(&own.vis)));
                self.fields(&inside, own.fields.iter());
            }
            Item::Union(own) => {
                let inside =
                    self.add_parsed(OutlineKind::Union, around, &plain(&own.ident), (&own.attrs, Some(&own.vis)));
                self.fields(&inside, own.fields.named.iter());
            }
            Item::Enum(own) => {
                let inside =
                    self.add_parsed(OutlineKind::Enum, around, &plain(&own.ident), (&own.attrs, Some(&own.vis)));
                for variant in &own.variants {
                    let inside =
                        self.add_parsed(OutlineKind::Variant, &inside, &plain(&variant.ident), (&variant.attrs, None));
                    self.fields(&inside, variant.fields.iter());
                }
            }
            Item::Mod(own) => {
                let inside =
                    self.add_parsed(OutlineKind::Mod, around, &plain(&own.ident), (&own.attrs, Some(&own.vis)));
                for item in own.content.iter().flat_map(|(_, items)| items) {
                    self.item(&inside, item);
                }
            }
            Item::Trait(own) => {
                let inside =
                    self.add_parsed(OutlineKind::Trait, around, &plain(&own.ident), (&own.attrs, Some(&own.vis)));
                for item in &own.items {
                    let (kind, name, attributes) = match item {
                        TraitItem::Const(own) => (OutlineKind::Const, &own.ident, &own.attrs),
                        TraitItem::Fn(own) => (OutlineKind::Method, &own.sig.ident, &own.attrs),
                        TraitItem::Type(own) => (OutlineKind::TypeAlias, &own.ident, &own.attrs),
                        _ => continue,
                    };
                    self.add_parsed(kind, &inside, &plain(name), (attributes, None));
                }
            }
            Item::Impl(own) => {
                let of_trait = own.trait_.as_ref().map(|(of_trait, _)| path(of_trait)).unwrap_or_default();
                let name = format!("<{} as {of_trait}>", type_path(&own.self_ty).unwrap_or_default());
                let inside = self.add_parsed(OutlineKind::Impl, around, &name, (&own.attrs, None));
                for item in &own.items {
                    let (kind, name, attributes, visibility) = match item {
                        ImplItem::Const(own) => (OutlineKind::Const, &own.ident, &own.attrs, &own.vis),
                        ImplItem::Fn(own) => (OutlineKind::Method, &own.sig.ident, &own.attrs, &own.vis),
                        ImplItem::Type(own) => (OutlineKind::TypeAlias, &own.ident, &own.attrs, &own.vis),
                        _ => continue,
                    };
                    self.add_parsed(kind, &inside, &plain(name), (attributes, Some(visibility)));
                }
            }
            Item::ForeignMod(own) => {
                let inside = self.add_parsed(OutlineKind::ExternBlock, around, "", (&own.attrs, None));
                for item in &own.items {
                    let (kind, name, attributes, visibility) = match item {
                        ForeignItem::Fn(own) => (OutlineKind::Function, &own.sig.ident, &own.attrs, &own.vis),
                        ForeignItem::Static(own) => (OutlineKind::Static, &own.ident, &own.attrs, &own.vis),
                        ForeignItem::Type(own) => (OutlineKind::TypeAlias, &own.ident, &own.attrs, &own.vis),
                        _ => continue,
                    };
                    self.add_parsed(kind, &inside, &plain(name), (attributes, Some(visibility)));
                }
            }
            Item::Verbatim(_) => self.has_unstable = true,
            _ => {}
        }
    }

    fn sorted(mut self) -> Vec<String> {
        self.lines.sort();
        self.lines
    }
}

fn plain(name: &syn::Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

fn path(path: &syn::Path) -> String {
    path.segments.iter().map(|segment| plain(&segment.ident)).collect::<Vec<_>>().join("::")
}

fn type_path(mut own: &Type) -> Option<String> {
    while let Type::Reference(reference) = own {
        own = &reference.elem;
    }
    match own {
        Type::Path(own) if own.qself.is_none() => Some(path(&own.path)),
        _ => None,
    }
}

fn parsed(text: &str) -> Option<Vec<String>> {
    let file = syn::parse_file(text).ok()?;
    let mut listing = Listing::default();
    for item in &file.items {
        listing.item("", item);
    }
    (!listing.has_unstable).then(|| listing.sorted())
}

fn outlined(text: &str) -> Vec<String> {
    let items = outline(text).expect("the parser reads its tokens").items;
    let mut listing = Listing::default();
    let path = |path: &super::OutlinePath| path.names.join("::");
    let mut insides: Vec<String> = Vec::new();
    for item in &items {
        let around = match item.parent {
            Some(parent) => insides[parent].clone(),
            None => item.modules.iter().flat_map(|module| ["::", module]).collect(),
        };
        let name = match item.kind {
            OutlineKind::Impl => format!(
                "<{} as {}>",
                item.of.as_ref().map(path).unwrap_or_default(),
                item.of_trait.as_ref().map(path).unwrap_or_default()
            ),
            _ => item.name.clone(),
        };
        insides.push(format!("{around}::{name}"));
        if item.is_in_call || item.is_in_body || matches!(item.kind, OutlineKind::Use | OutlineKind::Macro) {
            continue;
        }
        let visibility = match &item.visibility {
            WrittenVisibility::Public => "pub".to_owned(),
            WrittenVisibility::Inherited => String::new(),
            WrittenVisibility::Restricted(within) => format!("pub({})", within.join("::")),
        };
        let derives = item.derives.iter().map(path).collect::<Vec<_>>().join(",");
        listing.add(item.kind, &around, &name, &visibility, &derives, item.is_documented);
    }
    listing.sorted()
}

#[test]
fn outlines_have_the_items_of_syntax_trees() {
    let mut compared = 0;
    for (file, text) in SOURCES.iter() {
        // The outline has what is under a `cfg_attr`; the tree has only its tokens. A negative `impl` is of no trait.
        if text.contains("cfg_attr") || text.contains("impl !") {
            continue;
        }
        let Some(expected) = parsed(text) else { continue };
        let actual = outlined(text);
        let missing: Vec<_> = expected.iter().filter(|line| !actual.contains(line)).collect();
        let unexpected: Vec<_> = actual.iter().filter(|line| !expected.contains(line)).collect();
        assert!(actual == expected, "{}: missing {missing:#?}, unexpected {unexpected:#?}", file.display());
        compared += expected.len();
    }
    assert!(compared > 1000, "{compared} items");
}
