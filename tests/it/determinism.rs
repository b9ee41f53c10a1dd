//! Equal sites give equal bytes: in any folder, any order of files, any number of threads, after any history of edits.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use portal::disk::Folder;
use portal::input::{File, Files, MemoryFiles};
use portal::site::{self, Cache, Settings, Snapshot};

/// The example in memory.
fn example() -> MemoryFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("site-example");
    let (folder, _) = Folder::open(&root, &root.join("dist")).expect("the example is part of the repository");
    let mut memory = MemoryFiles::default();
    for file in folder.list() {
        memory.insert(&file.path, folder.read(&file.path).expect("the example can be read"));
    }
    memory
}

/// A place whose listing comes in another order.
struct Shuffled(MemoryFiles);

impl Files for Shuffled {
    fn list(&self) -> Vec<File> {
        let mut files = self.0.list();
        // Deterministic, and far from sorted.
        files.sort_by_key(|file| {
            file.path.bytes().fold(7_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
        });
        files
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }
}

fn manifest(snapshot: &Snapshot) -> String {
    site::build(snapshot, &|_| Ok(())).expect("nothing is written").manifest.to_json()
}

fn load(files: impl Files + 'static) -> Snapshot {
    Snapshot::load(Arc::new(files), &Settings::default(), &mut Cache::default())
}

#[test]
fn the_order_of_files_and_the_number_of_threads_make_no_difference() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
    let one = pool(1).install(|| manifest(&load(example())));
    let two = pool(2).install(|| manifest(&load(Shuffled(example()))));
    assert!(one.lines().count() > 90, "there is something to compare");
    assert_eq!(one, two);
}

#[test]
fn the_folder_of_the_site_is_in_no_output() {
    let copy = tempfile::tempdir().expect("a scratch folder");
    let root = copy.path().join("another-checkout");
    let memory = example();
    for file in memory.list() {
        let path = root.join(&file.path);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        std::fs::write(path, memory.read(&file.path).expect("it is in memory")).expect("a file");
    }
    let (folder, _) = Folder::open(&root, &root.join("dist")).expect("the copy is there");
    assert_eq!(manifest(&load(folder)), manifest(&load(memory)));
}

/// Edits of every kind, one after the other, with one cache; after each, all outputs equal those of a clean load.
#[test]
fn a_history_of_edits_leaves_no_trace() {
    let mut files = example();
    let mut cache = Cache::default();
    let edits: [(&str, Option<&str>); 9] = [
        ("content/docs/new.md", Some("---\ntitle: New\norder: 1\n---\nA [link](authentication.md).\n")),
        ("content/docs/new.md", Some("---\ntitle: Newer\n---\nOther words.\n")),
        (
            "layouts/post.liquid",
            Some("---\nlayout: shell\n---\n<main id=\"main\"><h1>{{ page.title }}</h1>{{ content }}</main>\n"),
        ),
        ("partials/footer.liquid", Some("<footer>{{ site.title }}</footer>\n")),
        ("data/regions.yaml", None),
        ("data/regions.yaml", Some("- { name: North, host: n.example }\n")),
        ("content/docs/new.md", None),
        ("layouts/post.liquid", None),
        ("partials/footer.liquid", None),
    ];
    for (path, text) in edits {
        match text {
            Some(text) => files.insert(path, text),
            None => files.remove(path),
        }
        let kept = Snapshot::load(Arc::new(files.clone()), &Settings::default(), &mut cache);
        assert_eq!(outputs(&kept), outputs(&load(files.clone())), "after {path}");
    }
}

/// Every output by path, rendered one by one as the preview does.
fn outputs(snapshot: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let routes: Vec<_> = snapshot.routes().map(|(route, _)| route.clone()).collect();
    routes.iter().filter_map(|route| snapshot.render(route).output).map(|output| (output.path, output.bytes)).collect()
}

#[test]
fn what_the_preview_renders_is_what_a_build_writes() {
    let snapshot = load(example());
    let built = Mutex::new(BTreeMap::new());
    let keep = |output: &site::Output| {
        built.lock().expect("nobody panicked").insert(output.path.clone(), output.bytes.clone());
        Ok(())
    };
    site::build(&snapshot, &keep).expect("nothing is written");
    let mut built = built.into_inner().expect("nobody panicked");
    // What only some readers get is not what an anonymous one is shown.
    built.retain(|path, _| path.starts_with("public/"));
    let shown = outputs(&snapshot);
    assert_eq!(built.keys().collect::<Vec<_>>(), shown.keys().collect::<Vec<_>>());
    let differ: Vec<&String> = built.keys().filter(|path| built[*path] != shown[*path]).collect();
    assert_eq!(differ, Vec::<&String>::new());
}
