//! The day's table: who publishes what, when, and what each article is to the others.

use super::inbox as i;
use super::lighthouse as l;
use super::other as o;
use super::outlets::OutletName::{
    self, AlderWire, GazetteDesQuais, HarbourPost, NorthPier, Phare, Quayside, Saltmarsh, Tideline,
};
use super::{Telling, Told};

const ALL: &[&str] = &["Meta", "Netflix", "Inbox API"];
const NONE: &[&str] = &[];

/// The day: 22 articles about 12 events, earliest first.
pub const TELLINGS: [Telling; 22] = [
    telling(
        "oysters-monday",
        AlderWire,
        1_400,
        NONE,
        &o::OYSTERS_MONDAY,
        "Oyster prices fall at Port Alder auction",
    ),
    telling("storm", GazetteDesQuais, 640, NONE, &o::STORM, "Coup de vent attendu jeudi sur la côte d’Aune"),
    telling("bridge", HarbourPost, 610, NONE, &o::BRIDGE, "Tallow bridge stays shut to lorries all summer"),
    telling(
        "naps",
        Saltmarsh,
        580,
        NONE,
        &o::NAPS,
        "Short naps help night workers, meta-analysis of 31 trials finds",
    )
    .by("Anna Leck"),
    telling(
        "ferry",
        AlderWire,
        540,
        NONE,
        &o::FERRY,
        "Night ferry to Skerrow to sail again after two winters",
    ),
    telling("bakers", Phare, 500, NONE, &o::BAKERS, "Les boulangers du vieux port reprennent le travail")
        .by("Lise Garance"),
    telling(
        "ferry-back",
        HarbourPost,
        470,
        NONE,
        &[o::FERRY_LEAD, o::FERRY[1], o::FERRY[2], o::FERRY[3]],
        "“Now I can tell her a date”: the night ferry is back",
    )
    .copy_of("ferry", "ferry"),
    telling(
        "football",
        Quayside,
        430,
        NONE,
        &o::FOOTBALL,
        "Rovers beat Skerrow with the last header of the day",
    ),
    telling("archive", Tideline, 400, NONE, &o::ARCHIVE, "City archive opens an API; its inbox was full")
        .by("Piet Marrow"),
    telling("portraits", Quayside, 350, NONE, &o::PORTRAITS, "A face book of 212 fishermen, without a name"),
    telling(
        "lighthouse",
        HarbourPost,
        320,
        &["Netflix"],
        &l::TEXT,
        "Netflix to film lighthouse drama in Port Alder and hire 140 extras",
    )
    .by("Joan Tarrow"),
    telling(
        "lighthouse-rooms",
        NorthPier,
        280,
        &["Netflix"],
        &[l::EDITED_LEAD, l::TEXT[1], l::TEXT[3], l::TEXT[4], l::EDITED_TAIL],
        "Eleven weeks of film: Port Alder’s hotels fill up",
    )
    .copy_of("lighthouse", "lighthouse"),
    telling(
        "lighthouse-short",
        Saltmarsh,
        250,
        &["Netflix"],
        &[l::TEXT[0], l::TEXT[1], l::TEXT[2]],
        "140 extras wanted who can row",
    )
    .copy_of("lighthouse", "lighthouse"),
    telling(
        "inbox",
        AlderWire,
        180,
        ALL,
        &i::WIRE,
        "Meta opens Inbox API trial that lets Netflix send reminders in Port Alder",
    ),
    telling(
        "inbox-short",
        Saltmarsh,
        170,
        ALL,
        &[i::WIRE[0], i::WIRE[1], i::WIRE[2], i::WIRE[3]],
        "Reminders by message: Port Alder tries the Inbox API",
    )
    .copy_of("inbox", "inbox"),
    telling(
        "inbox-edited",
        HarbourPost,
        160,
        ALL,
        &[i::EDITED_LEAD, i::EDITED_SCOPE, i::WIRE[2], i::EDITED_STATEMENTS, i::WIRE[4], i::WIRE[6]],
        "Netflix viewers can ask for reminders as Meta begins 90-day trial",
    )
    .copy_of("inbox", "inbox")
    .by("Joan Tarrow"),
    telling(
        "inbox-furnished",
        NorthPier,
        140,
        ALL,
        &[
            i::FURNISHED_HEAD,
            i::WIRE[0],
            i::WIRE[1],
            i::WIRE[2],
            i::WIRE[3],
            i::WIRE[4],
            i::WIRE[5],
            i::WIRE[6],
            i::FURNISHED_TAIL,
        ],
        "Meta and Netflix test messages to 4,200 households",
    )
    .copy_of("inbox", "inbox"),
    telling(
        "inbox-french",
        Phare,
        120,
        ALL,
        &i::FRENCH,
        "Meta ouvre l’essai de l’Inbox API : Netflix pourra prévenir ses spectateurs à Port Alder",
    )
    .translation_of("inbox", "inbox"),
    telling(
        "inbox-reordered",
        Tideline,
        100,
        ALL,
        &[i::WIRE[3], i::WIRE[0], i::WIRE[1], i::WIRE[4], i::WIRE[2], i::WIRE[6]],
        "One channel, one person: how the Inbox API is meant to work",
    )
    .copy_of("inbox", "inbox"),
    telling(
        "inbox-french-short",
        GazetteDesQuais,
        80,
        ALL,
        &[i::FRENCH_LEAD, i::FRENCH[1], i::FRENCH[2], i::FRENCH[3]],
        "Des rappels par message : Port Alder essaie l’Inbox API",
    )
    .copy_of("inbox-french", "inbox"),
    telling(
        "oysters-tuesday",
        AlderWire,
        60,
        NONE,
        &o::OYSTERS_TUESDAY,
        "Oyster prices fall at Port Alder auction",
    ),
    telling(
        "inbox-kitchen",
        Quayside,
        30,
        ALL,
        &i::REPORT,
        "Between the soup and the fish: a trial of messages, seen from one kitchen",
    )
    .report_on("inbox")
    .by("Ida Fenn"),
];

impl Telling {
    const fn by(self, author: &'static str) -> Self {
        Telling { author: Some(author), ..self }
    }

    const fn copy_of(self, slug: &'static str, event: &'static str) -> Self {
        Telling { told: Told::CopyOf(slug), event, ..self }
    }

    const fn translation_of(self, slug: &'static str, event: &'static str) -> Self {
        Telling { told: Told::TranslationOf(slug), event, ..self }
    }

    const fn report_on(self, event: &'static str) -> Self {
        Telling { told: Told::Report, event, ..self }
    }
}

/// The first article about an event, which is named for it.
const fn telling(
    slug: &'static str,
    outlet: OutletName,
    minutes_ago: u16,
    watches: &'static [&'static str],
    paragraphs: &'static [&'static str],
    title: &'static str,
) -> Telling {
    Telling {
        slug,
        outlet,
        minutes_ago,
        event: slug,
        told: Told::Original,
        watches,
        author: None,
        title,
        paragraphs,
    }
}
