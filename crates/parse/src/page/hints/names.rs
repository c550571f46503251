//! Words of classes and ids, by what an element that is called so holds.

/// Names of what is not shown, without what joins their words.
pub(super) const HIDDEN: &[&str] = &[
    "hidden",
    "hide",
    "invisible",
    "sronly",
    "screenreader",
    "screenreadertext",
    "visuallyhidden",
    "noprint",
    "print",
    "printonly",
    "offscreen",
];

/// First words of names that say nothing of the element itself.
pub(super) const OF_PAGE: &[&str] = &[
    "has",
    "with",
    "no",
    "non",
    "is",
    "w",
    "and",
    "tag",
    "category",
    "elementor",
    "post",
    "type",
    "format",
    "status",
];

/// How words begin in the names of what readers wrote.
pub(super) const COMMENT_STEMS: &[&str] =
    &["comment", "kommentar", "comentari", "komentar", "reactie", "leserbrief", "discussion", "responses"];

/// How words of captions end.
pub(super) const CAPTION: &[&str] = &[
    "caption",
    "credit",
    "credits",
    "legend",
    "legende",
    "bijschrift",
    "bildunterschrift",
    "bildtext",
    "cutline",
    "didascalia",
];

/// Words of furniture.
pub(super) const FURNITURE: &[&str] = &["ad", "ads", "bio", "cta", "next", "prev", "previous"];

/// Two words that name furniture together: `most-read`.
pub(super) const FURNITURE_PAIRS: &[(&str, &str)] = &[
    ("most", "read"),
    ("most", "popular"),
    ("sign", "up"),
    ("pull", "quote"),
    ("right", "col"),
    ("lire", "aussi"),
    ("leggi", "anche"),
    ("mehr", "zum"),
    ("author", "box"),
    ("author", "bio"),
    ("author", "info"),
    ("post", "related"),
    ("post", "newsletter"),
];

/// How words of furniture begin.
pub(super) const FURNITURE_STEMS: &[&str] = &[
    "advert",
    "auteur",
    "author",
    "autor",
    "adsense",
    "adunit",
    "adslot",
    "adwrap",
    "adbox",
    "adcontainer",
    "adblock",
    "banner",
    "breadcrumb",
    "byline",
    "carousel",
    "ccpa",
    "consent",
    "cookie",
    "copyright",
    "dateline",
    "disclaimer",
    "disqus",
    "donat",
    "facebook",
    "flyout",
    "footer",
    "footnote",
    "gdpr",
    "instagram",
    "livefyre",
    "login",
    "masthead",
    "menu",
    "metadata",
    "modal",
    "mostpopular",
    "mostread",
    "newsletter",
    "notification",
    "outbrain",
    "pager",
    "pagination",
    "pinterest",
    "popup",
    "postmeta",
    "privacy",
    "pullquote",
    "readnext",
    "recirc",
    "recommend",
    "related",
    "replies",
    "respond",
    "rightcol",
    "sharing",
    "sidebar",
    "signup",
    "subscribe",
    "subscription",
    "taboola",
    "ticker",
    "timestamp",
    "toolbar",
    "trending",
    "upnext",
    "upsell",
    "whatsapp",
    "zergnet",
];

/// How words begin that name furniture where it offers something: `share-buttons`, but `share-price`; `tag-list`, but `tagline`.
pub(super) const DOUBTFUL_STEMS: &[&str] = &[
    "correction",
    "embed",
    "explore",
    "follow",
    "foot",
    "gallery",
    "more",
    "nav",
    "overlay",
    "partner",
    "player",
    "podcast",
    "poll",
    "popular",
    "promo",
    "rail",
    "readmore",
    "register",
    "share",
    "shop",
    "slideshow",
    "social",
    "sponsor",
    "sticky",
    "suggest",
    "survey",
    "syndicat",
    "tag",
    "teaser",
    "tools",
    "topic",
    "video",
    "widget",
];

/// Two words that say how a page was filed, or for whom.
pub(super) const FILING_PAIRS: &[(&str, &str)] = &[
    ("node", "promoted"),
    ("subscriber", "only"),
    ("subscriber", "preview"),
    ("subscriber", "content"),
    ("subscribers", "only"),
    ("registered", "only"),
];

/// Words of which one comes before one of `PARTS` in the name of an article's text.
pub(super) const WHOLES: &[&str] = &[
    "article", "story", "post", "entry", "news", "blog", "page", "main", "single", "rich", "snippet", "body",
    "gh",
];

/// What follows.
pub(super) const PARTS: &[&str] = &["body", "content", "text", "copy"];
