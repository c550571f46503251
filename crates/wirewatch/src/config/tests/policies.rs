//! What is said of the policies of watchlists: what of what is found may be told, and when.

use super::{SOUND, check, check_with};

#[test]
fn reasons_to_be_told_again() {
    let with = |keys: &str| SOUND.replace("name = \"one\"\n", &format!("name = \"one\"\n{keys}\n"));
    check(
        &with("updates = ['outlets:5', 'new_watch', 'outlets:5']"),
        &[
            "c.toml:10:38: warning: watchlist[0].updates[2]: \"outlets:5\" stands here before: each is told once, take one of them away",
        ],
    );
    check(&with("updates = ['trusted_source']\ntrusted_sources = ['www.reuters.com']"), &[]);
    check(
        &with("updates = ['trusted_source']"),
        &[
            "c.toml:10:12: warning: watchlist[0].updates[0]: nobody is trusted: name outlets as trusted_sources",
        ],
    );
    check(
        &with("updates = ['outlets', 'outlets:1']"),
        &[
            "c.toml:10:12: watchlist[0].updates[0]: \"outlets\" is not a reason: write \"outlets:5\" (a number from 2 on), \
             \"first_report\", \"new_language\", \"new_watch\", \"trusted_source\" or \"edit\"",
            "c.toml:10:23: watchlist[0].updates[1]: \"outlets:1\" is not a reason: write \"outlets:5\" (a number from 2 on), \
             \"first_report\", \"new_language\", \"new_watch\", \"trusted_source\" or \"edit\"",
        ],
    );
}

#[test]
fn shares_are_numbers_from_0_to_1() {
    check_with(
        "[[watchlist]]\nname = 'a'\nendpoints = ['desk']\nmin_score = 80\nmin_salience = '0.5'\nwatch = [{name = 'x'}]\n",
        &[
            "c.toml:4:13: watchlist[0].min_score: must be from 0 to 1, like 0.8",
            "c.toml:5:16: watchlist[0].min_salience: expected a number from 0 to 1, found a string",
        ],
    );
}

#[test]
fn what_is_uncertain_has_to_be_allowed_a_score_to_be_held_or_told() {
    let with = |keys: &str| SOUND.replace("name = \"one\"\n", &format!("name = \"one\"\n{keys}\n"));
    let warning = "c.toml:11:10: warning: watchlist[0].review: nothing is uncertain that scores 0.5 or more, which min_score asks for \
                   (c.toml:10:13), so that nothing is left for this: write min_score below 0.5, or take this away";
    check(&with("min_score = 0.5\nreview = 'hold'"), &[warning]);
    check(&with("min_score = 0.5\nreview = 'deliver'"), &[warning]);
    for sound in [
        "min_score = 0.49\nreview = 'hold'",
        "min_score = 0.5\nreview = 'drop'",
        "min_score = 0.9",
        "review = 'hold'",
    ] {
        check(&with(sound), &[]);
    }
}

#[test]
fn quiet_hours_digests_and_limits_say_what_is_wrong_with_them() {
    let list = |keys: &str| {
        format!("[[watchlist]]\nname = 'a'\nendpoints = ['desk']\nwatch = [{{name = 'x'}}]\n{keys}")
    };
    check_with(
        &list("review = 'ask'\nlimit = '20'\nquiet = {from = '22:00', zone = 'Paris', day = ['mon']}\n"),
        &[
            "c.toml:5:10: watchlist[0].review: \"ask\" is not known here: write \"deliver\", \"hold\" or \"drop\"",
            "c.toml:6:9: watchlist[0].limit: \"20\" is not a limit: write it like \"20/h\", \"100/d\" or \"5/30m\"",
            "c.toml:7:9: watchlist[0].quiet[0].to: missing: write to = \"22:00\"",
            "c.toml:7:33: watchlist[0].quiet[0].zone: \"Paris\" is not a time zone: did you mean \"Europe/Paris\"?",
            "c.toml:7:42: watchlist[0].quiet[0].day: unknown key, did you mean \"days\"?",
        ],
    );
    check_with(
        &list(
            "quiet = [{from = '10pm', to = '25:00', days = ['Mon'], unless_salience = 2}]\nlimit = '20/s'\n",
        ),
        &[
            "c.toml:5:18: watchlist[0].quiet[0].from: \"10pm\" is not a time of the day: write it like \"07:30\" or \"22:00\"",
            "c.toml:5:31: watchlist[0].quiet[0].to: \"25:00\" is not a time of the day: write it like \"07:30\" or \"22:00\"",
            "c.toml:5:48: watchlist[0].quiet[0].days[0]: \"Mon\" is not a day: write \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"",
            "c.toml:5:74: watchlist[0].quiet[0].unless_salience: must be from 0 to 1, like 0.8",
            "c.toml:6:9: watchlist[0].limit: the window of \"20/s\", in which so many alerts are told, must be \"1m\" to \"31d\": write it like \"20/h\" or \"5/30m\"",
        ],
    );
    check_with(
        &list("digest = {}\n"),
        &["c.toml:5:10: watchlist[0].digest.every: missing: write every = \"30m\", or at = [\"08:00\"]"],
    );
    check_with(
        &list("digest = {every = '30m', at = ['08:00']}\n"),
        &["c.toml:5:19: watchlist[0].digest.every: stands beside at: write one of them"],
    );
    check_with(
        &list("digest = {every = '2d', zone = 'UTC'}\n"),
        &[
            "c.toml:5:19: watchlist[0].digest.every: must be \"1m\" to \"24h\"",
            "c.toml:5:32: watchlist[0].digest.zone: has no meaning beside every: write at = [\"08:00\"]",
        ],
    );
    check_with(
        &list("digest = {at = []}\n"),
        &["c.toml:5:16: watchlist[0].digest.at: must not be empty: write at = [\"08:00\"]"],
    );
}
