//! Every suite of the project, one module each.
// A suite says what it ran; modules of a test are a crate of their own.
#![allow(clippy::print_stdout, clippy::print_stderr, unreachable_pub)]

mod access;
mod account;
mod admin;
mod atomic;
mod builtin;
mod cli;
mod comparison;
mod comparison_table;
mod config;
mod dependencies;
mod deploy;
mod description;
mod determinism;
mod diagnostics;
mod emails;
mod examples;
mod external;
mod front_matter;
mod house;
mod import;
mod limits;
mod liquid;
mod mail;
mod markdown;
mod openapi;
mod pages;
mod proxy;
mod reading;
mod reference;
mod regions;
mod run;
mod sample;
mod samples;
mod serve;
mod sso;
mod statements;
mod store;
mod theme;
mod transcripts;
mod usage;
mod webhooks;
