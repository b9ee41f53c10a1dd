//! throwaway
use portal::{check, diag, disk::Folder, site};
use std::{fs, path::{Path, PathBuf}, sync::Arc};
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let out = PathBuf::from(std::env::args().nth(2).unwrap());
    let (folder, problems) = Folder::open(Path::new(&root), &out).unwrap();
    let settings = site::Settings { drafts: std::env::args().nth(3).is_some(), ..Default::default() };
    let snapshot = site::Snapshot::load(Arc::new(folder), &settings, &mut site::Cache::default());
    let _ = fs::remove_dir_all(&out);
    let built = site::build(&snapshot, &|o: &site::Output| { let p = out.join(&o.path); fs::create_dir_all(p.parent().unwrap())?; fs::write(p, &o.bytes) }).unwrap();
    println!("{:?} outputs {} bytes {}", built.counts, built.n_outputs, built.n_bytes);
    let report = check::run(&snapshot);
    let mut all = problems; all.extend(report.build.diagnostics);
    print!("{}", diag::report(&all, &diag::ReportOptions { limit: 200, ..Default::default() }));
}
