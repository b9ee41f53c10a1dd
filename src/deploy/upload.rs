//! Writes many files to a place at once. Must not decide which, or in which order.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::DeployError;
use super::bundle::Bundle;
use super::difference::Files;
use super::watch::{Event, Stage, Watch};
use crate::bucket::{Bucket, Kind};
use crate::site::listing::Listed;

/// Files on their way at once: also what bounds the memory.
const AT_ONCE: usize = 32;

/// How files are called where they are written.
pub(super) type Name = fn(&str, &Listed) -> String;

/// Writes `files` of a bundle; the first failure ends it.
pub(super) async fn upload(
    bundle: &Arc<Bundle>,
    files: &Files,
    to: &Bucket,
    name: Name,
    stage: Stage,
    watch: Watch<'_>,
) -> Result<(), DeployError> {
    let mut running = JoinSet::new();
    for (path, listed) in files {
        if running.len() >= AT_ONCE {
            done(running.join_next().await, stage, watch)?;
        }
        let (bundle, to, path, listed) = (Arc::clone(bundle), to.clone(), path.clone(), Arc::clone(listed));
        running.spawn(async move {
            let bytes = bundle.read(&path, &listed).await?;
            let kind = Kind { content_type: &listed.content_type, cache_control: listed.cache.control() };
            to.put(&name(&path, &listed), bytes, &kind).await.map_err(DeployError::from)
        });
    }
    while !running.is_empty() {
        done(running.join_next().await, stage, watch)?;
    }
    Ok(())
}

fn done(
    task: Option<Result<Result<(), DeployError>, tokio::task::JoinError>>,
    stage: Stage,
    watch: Watch<'_>,
) -> Result<(), DeployError> {
    match task {
        Some(Ok(done)) => done?,
        Some(Err(error)) => return Err(DeployError::Broken(format!("an upload broke off: {error}"))),
        None => return Ok(()),
    }
    watch(Event::Step(stage));
    Ok(())
}
