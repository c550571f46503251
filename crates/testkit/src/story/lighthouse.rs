//! The second event, which names one of the watched companies: a film crew comes to the invented city.

pub(super) const TEXT: [&str; 5] = [
    "Netflix will film a six-part drama about a family of lighthouse keepers in Port Alder from the \
        middle of June, the city’s film office said on Tuesday, and is looking for 140 extras who can \
        row.",
    "Filming of “The Long Light” is to last eleven weeks. The outer mole, the rope works and a row of \
        houses in Tallow Lane will be closed to traffic on 23 days, most of them in July; the office has \
        put up the list at the town hall.",
    "“We asked for a harbour that is not a postcard, and we were given one that works for its \
        living,” said the director, Maren Vass, who grew up two bays further north.",
    "Boat owners are to be paid 85 crowns a day where a mooring has to be cleared. The fishermen’s \
        association said that it had agreed to the sum after two meetings and that the auction hall \
        would stay open throughout.",
    "Extras must be over 18 and need no experience of acting. Auditions are held in the rope works on \
        the last weekend of the month; those who want to be considered should bring a photograph and be \
        ready to get wet.",
];

pub(super) const EDITED_LEAD: &str = "A six-part drama about a family of lighthouse keepers will be filmed in Port Alder from the \
    middle of June. Netflix, which pays for it, is looking for 140 extras who can row, the city’s \
    film office said on Tuesday.";

pub(super) const EDITED_TAIL: &str = "Hotels in the old town told this newspaper that most of their rooms for July had gone by Tuesday \
    noon, some of them twice.";
