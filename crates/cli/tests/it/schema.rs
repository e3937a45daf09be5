//! A validator for the part of JSON Schema that the published schemas use, so that no test needs a large library.

use serde_json::Value;

/// Describes each violation of a schema in a line.
pub(crate) fn violations(schema: &Value, document: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    check(schema, schema, document, "$", &mut wrong);
    wrong
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    if *schema == Value::Bool(false) {
        return wrong.push(format!("{at}: it must not be there"));
    }
    let fits = |schema: &Value| {
        let mut wrong = Vec::new();
        check(root, schema, value, at, &mut wrong);
        wrong.is_empty()
    };
    if schema["anyOf"].as_array().is_some_and(|any| !any.iter().any(fits)) {
        wrong.push(format!("{at}: {value} is nothing that it may be"));
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        if part.get("if").is_none_or(fits) {
            check(root, part.get("then").unwrap_or(part), value, at, wrong);
        }
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).expect("the reference leads somewhere");
        return check(root, target, value, at, wrong);
    }
    let mut fail = |what: String| wrong.push(format!("{at}: {what}"));
    if let Some(expected) = schema.get("const").filter(|expected| *expected != value) {
        fail(format!("{value} is not {expected}"));
    }
    if let Some(values) = schema["enum"].as_array().filter(|values| !values.contains(value)) {
        fail(format!("{value} is none of {values:?}"));
    }
    let types: Vec<_> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let of_type = |name: &&str| match *name {
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the schema names a type `{other}`"),
    };
    if !types.is_empty() && !types.iter().any(of_type) {
        fail(format!("{value} is no {types:?}"));
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_i64(), value.as_i64())
        && number < least
    {
        fail(format!("{number} is less than {least}"));
    }
    if let (Some(most), Some(number)) = (schema["maximum"].as_f64(), value.as_f64())
        && number > most
    {
        fail(format!("{number} is more than {most}"));
    }
    if schema["minLength"].as_u64() > value.as_str().map(|text| text.len() as u64) && value.is_string() {
        fail(format!("{value} is too short"));
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            fail(format!("`{key}` is missing"));
        }
    }
    let empty = serde_json::Map::new();
    let named = schema["additionalProperties"].is_object().then_some(&empty);
    if let (Some(properties), Some(object)) = (schema["properties"].as_object().or(named), value.as_object()) {
        for (key, value) in object {
            match properties.get(key) {
                Some(schema) => check(root, schema, value, &format!("{at}.{key}"), wrong),
                None if schema["additionalProperties"].is_object() => {
                    check(root, &schema["additionalProperties"], value, &format!("{at}.{key}"), wrong);
                }
                // The properties of an `if` or a `then` don't exclude other keys.
                None if schema.get("type").is_none() => {}
                // Every key needs an entry in the schema.
                None => wrong.push(format!("{at}: `{key}` is not documented")),
            }
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        for (index, value) in values.iter().enumerate() {
            check(root, items, value, &format!("{at}[{index}]"), wrong);
        }
    }
}

#[test]
fn violations_are_found() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "properties": { "a": { "type": ["integer", "null"], "minimum": 1 } }
    });
    let wrong = |document| violations(&schema, &document).len();
    assert_eq!(wrong(serde_json::json!({ "a": 1 })), 0);
    assert_eq!(wrong(serde_json::json!({ "a": null })), 0);
    assert_eq!(wrong(serde_json::json!({ "a": 0 })), 1);
    assert_eq!(wrong(serde_json::json!({ "a": "x", "b": 1 })), 2);
    assert_eq!(wrong(serde_json::json!({})), 1);
}
