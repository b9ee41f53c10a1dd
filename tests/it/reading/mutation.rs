//! Real descriptions with bytes flipped, cut and spliced: whatever comes of it, nothing panics. The seeds are fixed.

use std::fs;

use super::data::{data, files};
use super::read_bytes;

/// A small generator of numbers (splitmix).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or_default() % bound.max(1)
    }
}

const WORDS: [&str; 16] = [
    "$ref",
    "null",
    "\"\"",
    "{}",
    "[]",
    "-1",
    "true",
    ":",
    ",",
    "\"#/components/schemas/A\"",
    "*a",
    "&a ",
    "\\ud800",
    "\u{feff}",
    "\0",
    "allOf",
];

fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        let other = numbers.below(bytes.len());
        let length = numbers.below(40).min(bytes.len() - at);
        match numbers.below(5) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << numbers.below(7);
                }
            }
            1 => {
                bytes.drain(at..at + length);
            }
            2 => {
                let piece: Vec<u8> = bytes[at..at + length].to_vec();
                bytes.splice(other..other, piece);
            }
            3 => {
                let word = WORDS[numbers.below(WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
            _ if numbers.below(8) == 0 => bytes.truncate(at),
            _ => {
                let word = WORDS[numbers.below(WORDS.len())];
                bytes.splice(at..at + length, word.bytes());
            }
        }
    }
}

#[test]
fn no_mutation_of_a_description_panics() {
    let Some(data) = data() else { return };
    let mut numbers = Numbers(7);
    let mut runs = 0;
    for folder in ["specs", "3scale/fixtures"] {
        for path in files(&data.join(folder), &["json", "yaml"]) {
            let bytes = fs::read(&path).expect("it can be read");
            let name = format!("v.{}", path.extension().unwrap_or_default().to_string_lossy());
            // Small ones often, large ones are left to the benchmarks.
            let times = match bytes.len() {
                0..10_000 => 12,
                10_000..70_000 => 4,
                _ => 0,
            };
            for _ in 0..times {
                let mut mutated = bytes.clone();
                mutate(&mut mutated, &mut numbers);
                read_bytes(&[(name.as_str(), mutated.as_slice()), ("b.yaml", b"type: string")]);
                runs += 1;
            }
        }
    }
    assert!(runs > 500, "only {runs} runs");
}
