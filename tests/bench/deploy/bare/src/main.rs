//! Writes every file of a folder to a bucket with `object_store` alone, 32 at a time: what `portal deploy` is held
//! against. `bare ENDPOINT BUCKET PREFIX FOLDER` prints objects and seconds.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use object_store::aws::AmazonS3Builder;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, PutPayload};
use tokio::task::JoinSet;

const AT_ONCE: usize = 32;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [endpoint, bucket, prefix, folder] = &arguments[..] else { panic!("ENDPOINT BUCKET PREFIX FOLDER") };
    let store = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_region("us-east-1")
        .with_endpoint(endpoint)
        .with_client_options(ClientOptions::new().with_allow_http(true))
        .build()
        .expect("a store");
    let store: Arc<dyn ObjectStore> = Arc::new(store);
    let mut all = Vec::new();
    files(Path::new(folder), &mut all);
    let began = Instant::now();
    let mut running = JoinSet::new();
    for path in &all {
        if running.len() >= AT_ONCE {
            running.join_next().await.expect("a task").expect("it ended well");
        }
        let key = format!("{prefix}/{}", path.strip_prefix(folder).expect("below it").display());
        let (store, path) = (Arc::clone(&store), path.clone());
        running.spawn(async move {
            let bytes = tokio::fs::read(&path).await.expect("a file");
            store.put(&object_store::path::Path::parse(&key).expect("a key"), PutPayload::from(bytes)).await.expect("a put");
        });
    }
    while let Some(done) = running.join_next().await {
        done.expect("it ended well");
    }
    println!("{} {}", all.len(), began.elapsed().as_secs_f64());
}
