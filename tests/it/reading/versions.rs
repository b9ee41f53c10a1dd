//! One construct at a time, as each version writes it: all of them give the same model.

use super::read;

/// Reads each text; all give the model of the last, and nothing is wrong with any.
fn same(texts: &[&str]) -> portal::model::Description {
    let model = |text: &str| {
        let (mut description, problems) = read(&[("v.yaml", text)]);
        assert_eq!(problems, "", "{text}");
        assert!(!description.dialect.is_empty(), "{text}");
        description.dialect.clear();
        description
    };
    let expected = model(texts[texts.len() - 1]);
    let words = format!("{expected:#?}");
    for text in texts {
        let found = format!("{:#?}", model(text));
        if let Some((at, (found, expected))) = found.lines().zip(words.lines()).enumerate().find(|(_, (a, b))| a != b) {
            let before: Vec<&str> = words.lines().take(at).collect();
            let context = before[before.len().saturating_sub(12)..].join("\n");
            panic!("{text}\n{context}\n-{expected}\n+{found}");
        }
        assert_eq!(found.lines().count(), words.lines().count(), "{text}");
    }
    expected
}

/// An operation `put /a` in every version; what is given stands in the operation, and below the document.
fn document(version: &str, operation: &str, rest: &str) -> String {
    let (key, version) = match version {
        "2.0" => ("swagger", "2.0"),
        version => ("openapi", version),
    };
    let operation: String = operation.lines().map(|line| format!("      {line}\n")).collect();
    format!(
        "{key}: '{version}'\ninfo: {{ title: T, version: '1' }}\n{rest}\npaths:\n  /a:\n    put:\n      operationId: put\n{operation}"
    )
}

/// Compares an operation of 2.0 with the same in 3.0, 3.1 and 3.2.
fn operation(old: &str, old_rest: &str, new: &str, new_rest: &str) -> portal::model::Description {
    let mut texts = vec![document("2.0", old, old_rest)];
    texts.extend(["3.0.3", "3.1.0", "3.2.0"].map(|version| document(version, new, new_rest)));
    same(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn lists_in_parameters() {
    let model = operation(
        "parameters:\n\
         - { name: csv, in: query, type: array, items: { type: string, collectionFormat: ssv }, maxItems: 3 }\n\
         - { name: multi, in: query, type: array, items: { type: integer }, collectionFormat: multi, required: true }\n\
         - { name: ssv, in: query, type: array, items: { type: string }, collectionFormat: ssv }\n\
         - { name: pipes, in: query, type: array, items: { type: string }, collectionFormat: pipes }\n\
         - { name: head, in: header, type: array, items: { type: string }, x-example: [a] }\n\
         - { name: one, in: query, type: string, default: x, enum: [x, y], description: One }\n\
         responses: { '204': { description: no } }",
        "",
        "parameters:\n\
         - { name: csv, in: query, style: form, explode: false, schema: { type: array, items: { type: string }, maxItems: 3 } }\n\
         - { name: multi, in: query, required: true, schema: { type: array, items: { type: integer } } }\n\
         - { name: ssv, in: query, style: spaceDelimited, explode: false, schema: { type: array, items: { type: string } } }\n\
         - { name: pipes, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: string } } }\n\
         - { name: head, in: header, example: [a], schema: { type: array, items: { type: string } } }\n\
         - { name: one, in: query, description: One, schema: { type: string, default: x, enum: [x, y] } }\n\
         responses: { '204': { description: no } }",
        "",
    );
    assert_eq!(model.operations[0].parameters.len(), 6);
    let tsv =
        document("2.0", "parameters: [{ name: t, in: query, type: array, items: {}, collectionFormat: tsv }]", "");
    let (model, _) = read(&[("v.yaml", &tsv)]);
    assert_eq!(model.operations[0].parameters[0].style.name(), "tabDelimited");
}

#[test]
fn bodies_with_their_media_types() {
    let model = operation(
        "consumes: [application/json, application/xml]\n\
         parameters: [{ name: body, in: body, required: true, description: It, schema: { type: string } }]\n\
         responses: { '204': { description: no } }",
        "consumes: [text/plain]",
        "requestBody:\n  required: true\n  description: It\n  content:\n    application/json: { schema: { type: string } }\n    \
         application/xml: { schema: { type: string } }\n\
         responses: { '204': { description: no } }",
        "",
    );
    assert_eq!(model.operations[0].body.as_ref().map(|body| body.content.len()), Some(2));
}

#[test]
fn bodies_and_parameters_that_are_named() {
    operation(
        "parameters: [{ $ref: '#/parameters/Body' }, { $ref: '#/parameters/Limit' }]\n\
         responses: { '200': { $ref: '#/responses/Fine' } }",
        "consumes: [application/json]\nproduces: [application/json]\n\
         parameters:\n  Body: { name: body, in: body, schema: { $ref: '#/definitions/A' } }\n  Limit: { name: limit, in: query, type: integer }\n\
         responses: { Fine: { description: Fine, schema: { $ref: '#/definitions/A' } } }\n\
         definitions: { A: { type: object, properties: { a: { $ref: '#/definitions/A' } } } }",
        "parameters: [{ $ref: '#/components/parameters/Limit' }]\n\
         requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }\n\
         responses: { '200': { $ref: '#/components/responses/Fine' } }",
        "components:\n  schemas: { A: { type: object, properties: { a: { $ref: '#/components/schemas/A' } } } }\n  \
         parameters:\n    Limit: { name: limit, in: query, schema: { type: integer } }\n  \
         responses: { Fine: { description: Fine, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } }",
    );
}

#[test]
fn forms_and_files() {
    let model = operation(
        "parameters:\n\
         - { name: tags, in: formData, type: array, items: { type: string }, collectionFormat: multi, required: true }\n\
         - { name: upload, in: formData, type: file, description: The file }\n\
         responses: { '204': { description: no } }",
        "",
        "requestBody:\n  required: true\n  content:\n    multipart/form-data:\n      schema:\n        type: object\n        \
         properties:\n          tags: { type: array, items: { type: string } }\n          \
         upload: { type: string, format: binary, description: The file }\n        required: [tags]\n      \
         encoding: { tags: { style: form, explode: true } }\n\
         responses: { '204': { description: no } }",
        "",
    );
    assert_eq!(
        model.operations[0].body.as_ref().map(|body| body.content[0].media_type.as_str()),
        Some("multipart/form-data")
    );
}

#[test]
fn responses_with_examples_and_headers() {
    operation(
        "produces: [application/json]\n\
         responses:\n  '200':\n    description: Fine\n    schema: { type: object, example: { a: 1 } }\n    \
         examples: { application/json: { a: 2 } }\n    headers: { X-Left: { type: integer, description: Left } }",
        "",
        "responses:\n  '200':\n    description: Fine\n    headers: { X-Left: { description: Left, schema: { type: integer } } }\n    \
         content: { application/json: { example: { a: 2 }, schema: { type: object, example: { a: 1 } } } }",
        "",
    );
}

#[test]
fn schemas_of_every_version() {
    let with = |version: &str, schema: &str| {
        let place = if version == "2.0" {
            format!("definitions: {{ A: {schema} }}")
        } else {
            format!("components: {{ schemas: {{ A: {schema} }} }}")
        };
        document(version, "responses: { '204': { description: no } }", &place)
    };
    let cases = [
        ("{ type: string, x-nullable: true }", "{ type: string, nullable: true }", "{ type: [string, 'null'] }"),
        (
            "{ type: number, minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false }",
            "{ type: number, minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false }",
            "{ type: number, exclusiveMinimum: 1, maximum: 5 }",
        ),
        (
            "{ type: object, example: { a: 1 } }",
            "{ type: object, example: { a: 1 } }",
            "{ type: object, examples: [{ a: 1 }] }",
        ),
        (
            "{ type: string, format: byte }",
            "{ type: string, format: byte }",
            "{ type: string, format: byte, contentEncoding: base64 }",
        ),
        (
            "{ type: object, discriminator: kind, properties: { kind: { type: string } } }",
            "{ type: object, discriminator: { propertyName: kind }, properties: { kind: { type: string } } }",
            "{ type: object, discriminator: { propertyName: kind }, properties: { kind: { type: string } } }",
        ),
        (
            "{ type: object, properties: { self: { $ref: '#/definitions/A', description: ignored } } }",
            "{ type: object, properties: { self: { $ref: '#/components/schemas/A', description: ignored } } }",
            "{ type: object, properties: { self: { $ref: '#/components/schemas/A' } } }",
        ),
    ];
    for (v2, v3_0, v3_1) in cases {
        let texts = [with("2.0", v2), with("3.0.3", v3_0), with("3.1.0", v3_1), with("3.2.0", v3_1)];
        same(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let (description, problems) = read(&[(
        "v.yaml",
        &with("3.1.0", "{ $ref: '#/components/schemas/B', description: kept }")
            .replace("schemas: {", "schemas: { B: { type: string },"),
    )]);
    assert_eq!(problems, "");
    let a =
        description.named.iter().map(|id| &description.schemas[*id]).find(|schema| schema.name.as_deref() == Some("A"));
    assert_eq!(a.and_then(|schema| schema.description.as_deref()), Some("kept"));
}

#[test]
fn servers_and_security() {
    let none = "responses: { '204': { description: no } }";
    operation(
        none,
        "host: api.example.org\nbasePath: /v1/\nschemes: [https, http]\n\
         security: [{ basic: [] }, { code: [read] }]\n\
         securityDefinitions:\n  basic: { type: basic }\n  key: { type: apiKey, in: header, name: X-Key }\n  \
         code: { type: oauth2, flow: accessCode, authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: { read: Read } }\n  \
         app: { type: oauth2, flow: application, tokenUrl: 'https://t', scopes: {} }",
        none,
        "servers: [{ url: 'https://api.example.org/v1' }, { url: 'http://api.example.org/v1' }]\n\
         security: [{ basic: [] }, { code: [read] }]\n\
         components:\n  securitySchemes:\n    basic: { type: http, scheme: basic }\n    key: { type: apiKey, in: header, name: X-Key }\n    \
         code: { type: oauth2, flows: { authorizationCode: { authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: { read: Read } } } }\n    \
         app: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://t', scopes: {} } } }",
    );
}

#[test]
fn references_into_what_moved() {
    let text = document(
        "2.0",
        "parameters:\n\
         - { name: b, in: body, schema: { type: object, properties: { x: { type: integer } } } }\n\
         - { name: q, in: query, type: string }\n\
         responses:\n  '200': { description: Fine, schema: { $ref: '#/paths/~1a/put/parameters/0/schema/properties/x' } }\n  \
         '201': { description: Made, schema: { $ref: '#/paths/~1a/put/responses/200/schema' } }",
        "",
    );
    let (description, problems) = read(&[("v.yaml", &text)]);
    assert_eq!(problems, "");
    let types: Vec<String> = description.operations[0]
        .responses
        .iter()
        .filter_map(|response| response.content.first()?.schema)
        .map(|id| description.schemas[id].types.iter().map(portal::model::description::Type::name).collect())
        .collect();
    assert_eq!(types, ["integer", "integer"]);
}

#[test]
fn swagger_1_is_one_document_of_a_listing_and_its_declarations() {
    let listing = r#"{"swaggerVersion": "1.2", "apiVersion": "1", "info": {"title": "T", "contact": "a@example.org"},
        "authorizations": {"key": {"type": "apiKey", "passAs": "header", "keyname": "X-Key"}},
        "apis": [{"path": "/pet", "description": "Pets"}, {"path": "/none"}]}"#;
    let pet = r#"{"swaggerVersion": "1.2", "basePath": "https://api.example.org/v1", "resourcePath": "/pet", "produces": ["application/json"],
        "apis": [{"path": "/pet/{id}", "operations": [{"method": "PUT", "nickname": "put", "summary": "Put", "notes": "Long", "type": "Pet",
            "authorizations": {"key": []},
            "parameters": [
                {"name": "id", "paramType": "path", "type": "integer", "format": "int64", "minimum": "1.0"},
                {"name": "tags", "paramType": "query", "type": "string", "allowMultiple": true},
                {"name": "user_key", "paramType": "header", "type": "string", "threescale_name": "user_keys"},
                {"name": "body", "paramType": "body", "type": "Pet", "required": true}],
            "responseMessages": [{"code": 404, "message": "Gone"}]}]}],
        "models": {"Pet": {"id": "Pet", "required": ["name"], "properties": {"name": {"type": "string"}, "mates": {"type": "array", "items": {"$ref": "Pet"}}}}}}"#;
    let (mut old, problems) = read(&[("apis/a/api-docs.json", listing), ("apis/a/pet.json", pet)]);
    assert_eq!(problems, "apis/a/api-docs.json:3:68: warning[api/declaration] there is no declaration `none.json`\n");
    assert_eq!(old.dialect, "Swagger 1.2");
    let new = "openapi: 3.2.0
info: { title: T, version: '1', contact: { email: a@example.org } }
servers: [{ url: https://api.example.org/v1 }]
tags: [{ name: pet, description: Pets }]
paths:
  /pet/{id}:
    put:
      operationId: put
      summary: Put
      description: Long
      tags: [pet]
      security: [{ key: [] }]
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer, format: int64, minimum: 1 } }
        - { name: tags, in: query, style: form, explode: false, schema: { type: array, items: { type: string } } }
        - { name: user_key, in: header, x-data-threescale-name: user_keys, schema: { type: string } }
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses:
        '200': { description: '', content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
        '404': { description: Gone }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Pet:
      type: object
      required: [name]
      properties: { name: { type: string }, mates: { type: array, items: { $ref: '#/components/schemas/Pet' } } }
";
    let (mut new, problems) = read(&[("v.yaml", new)]);
    assert_eq!(problems, "");
    old.dialect.clear();
    new.dialect.clear();
    assert_eq!(format!("{old:#?}"), format!("{new:#?}"));
}
