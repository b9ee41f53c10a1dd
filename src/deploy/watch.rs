//! What happens while a bundle is published, for whoever shows it. Must not show it.

/// A part of publishing, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files are written to where the runtime reads them.
    Files,
    /// Files with a hash in their names are written to where readers find them.
    Assets,
    /// Pages are.
    Pages,
    /// What is no more part of the portal is deleted.
    Deletes,
}

impl Stage {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Assets => "assets",
            Self::Pages => "pages",
            Self::Deletes => "deletes",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A stage has begun, with so many things to do.
    Begun(Stage, usize),
    /// One thing of the stage is done.
    Step(Stage),
    /// Another deploy is listed as running; it is watched whether it lives.
    Waiting(String),
    /// The deploy before was cut; this one sets right what it left.
    Resumed(String),
    /// The release is served.
    Switched(String),
}

/// Told of everything that happens.
pub type Watch<'w> = &'w (dyn Fn(Event) + Sync);
