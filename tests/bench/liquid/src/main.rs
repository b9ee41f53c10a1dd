//! Measures the Liquid engine of `portal` beside its peers on the same pages,
//! one engine after the other in one run, and prints a table of medians.

mod engines;
mod page;
mod report;

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use page::Page;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long one figure is measured; a figure is the median of its runs.
const SECONDS: f64 = 1.0;

/// What one engine did with one page.
pub struct Measure {
    pub engine: String,
    pub page: String,
    /// Medians in microseconds, or why there are none.
    pub result: Result<(f64, f64), String>,
    /// What was printed, where it is known.
    pub output: Option<String>,
}

/// The median duration of `run` in microseconds.
pub fn median(mut run: impl FnMut()) -> f64 {
    let limit = Duration::from_secs_f64(SECONDS);
    let start = Instant::now();
    let mut times = Vec::new();
    while times.len() < 5 || (start.elapsed() < limit && times.len() < 20_000) {
        let before = Instant::now();
        run();
        times.push(before.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)).cloned();
    let Some(repository) = value("--repository").map(PathBuf::from) else {
        eprintln!("usage: tests/bench/liquid/run [--only ENGINE] [--write]");
        return ExitCode::from(2);
    };
    let only = value("--only");
    let wanted = |engine: &str| only.as_deref().is_none_or(|only| only == engine);

    let mut pages = vec![page::loops()];
    let shared = PathBuf::from(std::env::var("PORTAL_SHARED").unwrap_or_else(|_| "../shared".to_owned()));
    match page::golden(&shared.join("data/golden-liquid/benchmark_fixtures")) {
        Ok(golden) => pages.extend(golden),
        Err(_) => println!("golden pages: not measured, none in {}", shared.display()),
    }

    let mut measures = Vec::new();
    if wanted("portal") {
        measures.extend(pages.iter().map(engines::portal));
        measures.push(engines::portal_escaping(&pages[0]));
    }
    if wanted("liquid") {
        measures.extend(pages.iter().map(engines::liquid));
    }
    if wanted("minijinja") {
        measures.push(engines::minijinja(&pages[0], false));
        measures.push(engines::minijinja(&pages[0], true));
    }
    let bench = repository.join("tests/bench/liquid");
    let mut versions = vec![("minijinja", "3"), ("liquid", "0.26")]
        .into_iter()
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect();
    if wanted("liquidjs") {
        let script = bench.join("js/run.mjs");
        foreign("liquidjs", Command::new("node").arg(&script), &pages, &mut measures);
    }
    if wanted("ruby-liquid") {
        let script = bench.join("ruby/run.rb");
        foreign("ruby-liquid", Command::new("ruby").arg(&script), &pages, &mut measures);
    }
    report::versions(&bench, &mut versions);
    report::check(&pages, &measures);
    let table = report::markdown(&pages, &measures, &versions);
    println!("{table}");
    if arguments.iter().any(|argument| argument == "--write") {
        let path = repository.join("docs/content/benchmarks/liquid.md");
        if let Err(error) = report::write(&path, &table) {
            eprintln!("{}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Runs an engine of another language on the same pages and reads its figures.
fn foreign(engine: &str, command: &mut Command, pages: &[Page], measures: &mut Vec<Measure>) {
    let folder = std::env::temp_dir().join(format!("liquid-bench-{}", std::process::id()));
    if let Err(error) = page::store(pages, &folder) {
        println!("{engine}: not measured, {error}");
        return;
    }
    match command.arg(&folder).arg(SECONDS.to_string()).output() {
        Ok(done) if done.status.success() => {
            for line in String::from_utf8_lossy(&done.stdout).lines() {
                let cells: Vec<&str> = line.splitn(3, '\t').collect();
                let [page, parse, render] = cells[..] else { continue };
                let result = match (parse.parse(), render.parse()) {
                    (Ok(parse), Ok(render)) => Ok((parse, render)),
                    _ => Err(render.to_owned()),
                };
                let output = std::fs::read_to_string(folder.join(page).join(format!("out.{engine}"))).ok();
                measures.push(Measure { engine: engine.to_owned(), page: page.to_owned(), result, output });
            }
        }
        Ok(done) => {
            let complaint = String::from_utf8_lossy(&done.stderr).lines().last().unwrap_or("").to_owned();
            println!("{engine}: not measured, it is not installed or fails: {complaint}");
        }
        Err(_) => println!("{engine}: not measured, it is not installed"),
    }
    let _ = std::fs::remove_dir_all(&folder);
}
