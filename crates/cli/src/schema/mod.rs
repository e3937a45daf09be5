//! The command `schema`: generates the JSON schema of the rules file from the core's tables of keys and types of
//! rules. It uses draft-07, which taplo reads. It does not validate patterns and names, which needs the workspace.

use archcheck_core::{
    check::rule_types,
    codes::{Class, Code},
    rules::{
        Level, RuleType,
        keys::{FILE, Key, MEMBER, REFERENCE_KEYS, RULE, TableKeys, ValueType},
    },
};
use serde_json::{Map, Value as Json, json};

/// Renders the schema.
pub(crate) fn text() -> String {
    crate::text::json(&schema())
}

fn schema() -> Json {
    let mut root = Map::new();
    root.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    root.insert("title".to_owned(), json!("archcheck.toml"));
    let Json::Object(table) = table(&FILE) else { return Json::Null };
    root.extend(table);
    if let Some(Json::Object(properties)) = root.get_mut("properties") {
        properties.extend(MEMBER.keys.iter().map(property));
    }
    Json::Object(root)
}

/// Returns the schema of a table.
fn table(keys: &TableKeys) -> Json {
    object(keys.doc, keys.keys)
}

fn object(doc: &str, keys: &[Key]) -> Json {
    let mut object = json!({
        "type": "object",
        "description": doc,
        "properties": keys.iter().map(property).collect::<Map<_, _>>(),
        "additionalProperties": false,
    });
    let required = required(keys);
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn required(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().filter(|key| key.required).map(|key| key.name).collect()
}

fn property(key: &Key) -> (String, Json) {
    let mut schema = value(key.value);
    // The description of the key replaces that of the table.
    schema["description"] = json!(key.doc);
    (key.name.to_owned(), schema)
}

fn value(of: ValueType) -> Json {
    match of {
        ValueType::Version => json!({ "type": "integer", "const": 1 }),
        ValueType::Text => json!({ "type": "string" }),
        ValueType::Selector | ValueType::File => json!({ "type": "string", "minLength": 1 }),
        // taplo treats a TOML date as a string.
        ValueType::Day => json!({ "type": "string", "format": "date" }),
        ValueType::Boolean => json!({ "type": "boolean" }),
        ValueType::Whole => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        ValueType::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        ValueType::Word(words) => json!({ "type": "string", "enum": words }),
        ValueType::Levels => levels(),
        ValueType::List(entry) => json!({ "type": "array", "items": value(*entry) }),
        ValueType::NonEmptyList(entry) => json!({ "type": "array", "items": value(*entry), "minItems": 1 }),
        ValueType::Either(all) => json!({ "anyOf": all.iter().map(|one| value(*one)).collect::<Vec<_>>() }),
        ValueType::Table(keys) => table(keys),
        ValueType::Named(keys) => json!({ "type": "object", "additionalProperties": table(keys) }),
        ValueType::NamedTexts => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        ValueType::NamedLists => {
            json!({ "type": "object", "additionalProperties": value(ValueType::List(&ValueType::Selector)) })
        }
        ValueType::Rules => rule(),
    }
}

/// Returns the schema of `[levels]`: codes, and ids of inherited rules.
fn levels() -> Json {
    let words: Vec<_> = Level::ALL.iter().map(|level| level.as_str()).collect();
    let level = |doc: &str| json!({ "type": "string", "enum": words, "description": doc });
    let codes = Code::ALL.iter().map(|code| code.info()).filter(|info| info.class == Class::Violation);
    let known: Map<_, _> = codes.map(|info| (info.name.to_owned(), level(info.explanation))).collect();
    json!({ "type": "object", "properties": known, "additionalProperties": level("An inherited rule.") })
}

/// Returns the schema of a rule: the keys of all types, for completion in editors, and which of them each type has.
fn rule() -> Json {
    let mut schema = object(RULE.doc, RULE.keys);
    let types: Vec<&RuleType> = rule_types().collect();
    let names: Vec<_> = types.iter().map(|own| own.name).collect();
    let docs: Vec<_> = types.iter().map(|own| format!("`{}`: {}", own.name, own.summary)).collect();
    schema["properties"]["type"] = json!({ "type": "string", "enum": names, "description": docs.join("\n\n") });
    if let Some(required) = schema["required"].as_array_mut() {
        required.push(json!("type"));
    }
    for own in &types {
        for key in own.keys {
            let (name, mut property) = property(key);
            // Rule types may document a key of the same name differently.
            if let Some(other) =
                schema["properties"][name.as_str()]["description"].as_str().filter(|other| *other != key.doc)
            {
                property["description"] = json!(format!("{other}\n\nOf `{}`: {}", own.name, key.doc));
            }
            schema["properties"][name] = property;
        }
    }
    let all_own = || types.iter().flat_map(|own| own.keys).map(|key| key.name);
    let by_type = types.iter().map(|own| {
        let has = |name: &str| own.keys.iter().any(|key| key.name == name);
        let without: &[&str] = if own.checks_references { &[] } else { &REFERENCE_KEYS };
        let others = all_own().filter(|name| !has(name)).chain(without.iter().copied());
        let others: Map<_, _> = others.map(|name| (name.to_owned(), json!(false))).collect();
        json!({
            "if": { "properties": { "type": { "const": own.name } }, "required": ["type"] },
            "then": { "required": required(own.keys), "properties": others },
        })
    });
    schema["allOf"] = by_type.collect();
    schema
}
