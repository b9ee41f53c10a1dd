//! `portal deploy`: to a folder behind NGINX, and to a store that checks signatures.

mod folder;
mod following;
mod site;
mod store;
mod stores;
