//! Importing descriptions: real ones of every version, several files, pipes, and what may not be read.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: Things, version: '1' }\nservers: [{ url: https://a.example }]\n";

struct Site(tempfile::TempDir);

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("portal.yaml"), "title: T # mine\n").expect("a file");
        Self(folder)
    }

    fn write(&self, path: &str, text: &str) -> String {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a Unicode path").to_owned()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn import(&self, arguments: &[&str], stdin: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_portal"))
            .arg("import-swagger")
            .args(arguments)
            .arg("--site")
            .arg(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("portal starts");
        // A command that does not read its input closes it.
        let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_bytes());
        child.wait_with_output().expect("portal ends")
    }
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn shared() -> Option<PathBuf> {
    let shared = std::env::var("PORTAL_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(shared).join("data");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("not imported: there is no folder {}", folder.display());
    None
}

#[test]
fn the_standard_input_is_stored_byte_for_byte() {
    let site = Site::new();
    let text = format!("# why\n{HEAD}paths: {{ /a: {{ get: {{ responses: {{}} }} }} }} # odd   form\n");
    let output = site.import(&["-"], &text);
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(site.read("apis/things/v1.yaml"), text);
    assert_eq!(
        site.read("portal.yaml"),
        "title: T # mine\n\napis:\n  things:\n    title: Things\n    versions:\n      - v1\n"
    );
}

#[test]
fn json_stays_json_and_another_form_replaces_the_file() {
    let site = Site::new();
    let json = "{ \"openapi\": \"3.1.0\", \"info\": { \"title\": \"Things\", \"version\": \"1\" }, \"paths\": {} }";
    assert!(site.import(&["-"], json).status.success());
    assert_eq!(site.read("apis/things/v1.json"), json);
    let output = site.import(&["-"], &format!("{HEAD}paths: {{}}\n"));
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let output = site.import(&["-", "--yes"], &format!("{HEAD}paths: {{}}\n"));
    assert!(output.status.success(), "{}", told(&output));
    assert!(!site.0.path().join("apis/things/v1.json").exists());
    assert!(site.read("apis/things/v1.yaml").starts_with("openapi"));
}

#[test]
fn several_files_become_one_and_schemas_keep_their_names() {
    let site = Site::new();
    let text = format!(
        "{HEAD}paths: {{ /pets: {{ $ref: paths/pets.yaml }} }}\ncomponents: {{ schemas: {{ Animal: {{ $ref: \
         ./schemas.yaml#/Pet }} }} }}\n"
    );
    let source = site.write("in/api.yaml", &text);
    site.write(
        "in/paths/pets.yaml",
        "get: { operationId: list, responses: { '200': { description: Yes, content: { application/json: { schema: { \
         type: array, items: { $ref: '../schemas.yaml#/Pet' } } } } } } }\n",
    );
    site.write(
        "in/schemas.yaml",
        "Pet: { type: object, properties: { owner: { $ref: '#/Owner' }, next: { $ref: '#/Pet' } } }\n\
         Owner: { type: object, properties: { pets: { type: array, items: { $ref: 'schemas.yaml#/Pet' } } } }\n",
    );
    let output = site.import(&[&source], "");
    assert!(output.status.success(), "{}", told(&output));
    let stored = site.read("apis/things/v1.yaml");
    assert!(!stored.contains("schemas.yaml") && !stored.contains("pets.yaml"), "{stored}");
    for part in ["Animal:", "Owner:", "#/components/schemas/Animal", "#/components/schemas/Owner", "operationId: list"]
    {
        assert!(stored.contains(part), "{part}: {stored}");
    }
    assert!(!stored.contains("Pet:"), "{stored}");
}

#[test]
fn a_listing_of_swagger_1_brings_its_declarations() {
    let site = Site::new();
    let listing = "{ \"swaggerVersion\": \"1.2\", \"apiVersion\": \"1\", \"info\": { \"title\": \"Pets\" }, \"apis\": [{ \"path\": \"/pet\" }] }";
    let declaration = "{ \"swaggerVersion\": \"1.2\", \"apiVersion\": \"1\", \"basePath\": \"https://a.example\", \"apis\": [{ \"path\": \
                       \"/pet\", \"operations\": [{ \"method\": \"GET\", \"nickname\": \"getPet\", \"parameters\": [] }] }] }";
    let source = site.write("in/api-docs.json", listing);
    site.write("in/pet.json", declaration);
    let output = site.import(&[&source], "");
    assert!(output.status.success() && told(&output).contains("1 operation"), "{}", told(&output));
    assert_eq!(site.read("apis/pets/v1.json"), listing);
    assert_eq!(site.read("apis/pets/pet.json"), declaration);
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    let site = Site::new();
    let secret = site.write("secret.yaml", "Key: { type: string, description: hush-hush }\n");
    for reference in [
        "../secret.yaml#/Key".to_owned(),
        "..%2Fsecret.yaml#/Key".to_owned(),
        format!("{secret}#/Key"),
        format!("file://{secret}#/Key"),
        "http://127.0.0.1:9/x.yaml".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://[::ffff:127.0.0.1]:9/x.yaml".to_owned(),
    ] {
        let text = format!("{HEAD}paths: {{}}\ncomponents: {{ schemas: {{ A: {{ $ref: '{reference}' }} }} }}\n");
        let source = site.write("in/api.yaml", &text);
        let output = site.import(&[&source, "--bundle", "--yes"], "");
        let stored = site.read("apis/things/v1.yaml");
        assert!(!stored.contains("hush") && !told(&output).contains("hush"), "{reference}: {stored}");
        assert!(told(&output).contains("stays as it is"), "{reference}: {}", told(&output));
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&secret, site.0.path().join("in/link.yaml")).expect("a link");
        let text = format!("{HEAD}paths: {{}}\ncomponents: {{ schemas: {{ A: {{ $ref: 'link.yaml#/Key' }} }} }}\n");
        let source = site.write("in/api.yaml", &text);
        let output = site.import(&[&source, "--yes"], "");
        assert!(!site.read("apis/things/v1.yaml").contains("hush"), "{}", told(&output));
    }
}

#[test]
fn a_folder_is_searched_for_its_description() {
    let Some(data) = shared() else { return };
    for form in ["json", "yaml"] {
        let site = Site::new();
        let folder = data.join("specs/multi/oai-learn-examples/v2.0").join(form).join("petstore-separate");
        let output = site.import(&[folder.to_str().expect("Unicode"), "--api", "pets"], "");
        assert!(output.status.success(), "{form}: {}", told(&output));
        let stored = site.read(&format!("apis/pets/v1.{form}"));
        assert!(!stored.contains("common/Error"), "{stored}");
        assert!(stored.contains("NewPet") && stored.contains("Error"), "{stored}");
    }
    let site = Site::new();
    let folder = data.join("specs/multi/petstore-split/petstore");
    let output = site.import(&[folder.to_str().expect("Unicode"), "--api", "pets", "--version", "v1"], "");
    assert!(output.status.success(), "{}", told(&output));
    let stored = site.read("apis/pets/v1.yaml");
    let left: Vec<&str> = stored.lines().filter(|line| line.contains("$ref") && !line.contains("#/")).collect();
    assert_eq!(left, Vec::<&str>::new());
}

#[test]
fn every_description_of_the_data_is_imported_or_refused_in_words() {
    let Some(data) = shared() else { return };
    let site = Site::new();
    let mut folders = vec![data.join("specs"), data.join("3scale")];
    let (mut done, mut refused) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let is_large = entry.metadata().is_ok_and(|data| data.len() > 2_000_000);
            let is_one = path.extension().is_some_and(|one| matches!(one.to_str(), Some("json" | "yaml" | "yml")));
            if !is_one || (is_large && cfg!(debug_assertions)) {
                continue;
            }
            let arguments = [path.to_str().expect("Unicode"), "--api", "any", "--allow-localhost", "--yes"];
            let output = site.import(&arguments, "");
            let told = told(&output);
            assert!(!told.contains("panicked"), "{}: {told}", path.display());
            match output.status.code() {
                Some(0) => done += 1,
                Some(1 | 2) => refused += 1,
                other => panic!("{}: {other:?} {told}", path.display()),
            }
        }
    }
    assert!(done > 40, "only {done} were imported, {refused} refused");
}
