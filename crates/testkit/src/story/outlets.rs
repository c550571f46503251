//! The eight outlets of the day: each feed format, each page layout, two languages.

use crate::{Format, Layout, OutletConfig, Validators};

/// An outlet of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutletName {
    /// The agency that the others copy from; its feed carries whole texts.
    AlderWire,
    /// A newspaper.
    HarbourPost,
    /// A newspaper whose feed's links carry tracking parameters.
    Quayside,
    /// A business daily that sends no `ETag`.
    NorthPier,
    /// A magazine whose feed carries whole texts.
    Tideline,
    /// A small weekly with plain pages.
    Saltmarsh,
    /// A French newspaper.
    Phare,
    /// A French newspaper that sends no `Last-Modified`.
    GazetteDesQuais,
}

use OutletName::{AlderWire, GazetteDesQuais, HarbourPost, NorthPier, Phare, Quayside, Saltmarsh, Tideline};

/// All outlets of the day.
pub const OUTLETS: [OutletName; 8] =
    [AlderWire, HarbourPost, Quayside, NorthPier, Tideline, Saltmarsh, Phare, GazetteDesQuais];

impl OutletName {
    /// How the newsroom opens it.
    #[must_use]
    pub fn config(self) -> OutletConfig {
        let of = |name: &str, format, layout| OutletConfig {
            name: name.to_owned(),
            language: self.language().to_owned(),
            format,
            layout,
            ..OutletConfig::default()
        };
        match self {
            AlderWire => of("Alder Wire", Format::Rss, Layout::Semantic),
            HarbourPost => OutletConfig { gzip: true, ..of("The Harbour Post", Format::Rss, Layout::Boxes) },
            Quayside => {
                OutletConfig { tracking: true, ..of("Quayside Daily", Format::Atom, Layout::Semantic) }
            }
            NorthPier => OutletConfig {
                validators: Validators::LastModified,
                ..of("North Pier Business", Format::Rss, Layout::Boxes)
            },
            Tideline => of("Tideline Tech", Format::Json, Layout::Semantic),
            Saltmarsh => of("Saltmarsh Gazette", Format::Atom, Layout::Plain),
            Phare => of("Le Phare d’Aune", Format::Rss, Layout::Semantic),
            GazetteDesQuais => OutletConfig {
                validators: Validators::ETag,
                ..of("La Gazette des Quais", Format::Atom, Layout::Boxes)
            },
        }
    }

    /// The language that it writes in.
    #[must_use]
    pub fn language(self) -> &'static str {
        match self {
            Phare | GazetteDesQuais => "fr",
            AlderWire | HarbourPost | Quayside | NorthPier | Tideline | Saltmarsh => "en",
        }
    }

    /// Whether its feed carries whole texts.
    #[must_use]
    pub fn full_text(self) -> bool {
        matches!(self, AlderWire | Tideline)
    }
}
