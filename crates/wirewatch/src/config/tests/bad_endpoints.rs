//! What is wrong with endpoints.

use super::{SOUND, check, check_with, load_in, write};

const KEY: &str = "secret = 'whsec_d2lyZXdhdGNoIHNpZ25zIHdpdGggdGhpcyE='\n";

/// What is said of an endpoint of these keys that stands before a sound one, but that no watchlist names it.
fn said_of_endpoint(keys: &str) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "c.toml", &format!("[[endpoint]]\n{keys}{SOUND}"));
    let shown = load_in(directory.path(), &[]).1;
    shown.lines().filter(|line| !line.ends_with("nothing is sent to it")).map(str::to_owned).collect()
}

#[track_caller]
fn check_endpoint(keys: &str, expected: &[&str]) {
    assert_eq!(said_of_endpoint(keys), expected, "{keys}");
}

#[test]
fn endpoints() {
    let name = "name = 'a'\n";
    let url = "url = 'https://a.example/'\n";
    check_with(
        &format!("[[endpoint]]\n{name}{url}{KEY}"),
        &[
            "c.toml:2:8: warning: endpoint[0].name: no watchlist names \"a\" and it asks for no events: nothing is sent to it",
        ],
    );
    check_endpoint(&format!("{url}{KEY}"), &["c.toml:1:1: endpoint[0].name: missing: write name = \"…\""]);
    check_endpoint(
        &format!("name = 'desk'\n{url}{KEY}"),
        &[
            "c.toml:9:8: endpoint[1].name: \"desk\" is the name of another endpoint (c.toml:2:8): rename one of them",
        ],
    );
    check_endpoint(
        &format!("name = 'DESK'\n{url}{KEY}"),
        &["c.toml:9:8: endpoint[1].name: takes the same variables as \"DESK\": rename one of them"],
    );
    check_endpoint(
        &format!("{name}url = 'http://a.example/'\n{KEY}"),
        &["c.toml:3:7: warning: endpoint[0].url: alerts go over the open network unencrypted: use https"],
    );
    check_endpoint(&format!("{name}url = 'http://receiver:9000/'\n{KEY}"), &[]);
    check_endpoint(
        &format!("{name}url = 'http://[::1]:9000/'\n{KEY}"),
        &[
            "c.toml:3:7: endpoint[0].url: ::1 is not public and would be refused: add a network that holds it to egress.allow",
        ],
    );
    check_endpoint(
        &format!("{name}{KEY}"),
        &[
            "c.toml:1:1: endpoint[0].url: missing: write url = \"…\" or url_file = \"…\", or set the variable WIREWATCH_ENDPOINT__A__URL",
        ],
    );
    check_endpoint(
        &format!("{name}{url}"),
        &[
            "c.toml:1:1: endpoint[0].secret: missing: write secret = \"…\" or secret_file = \"…\", or set the variable WIREWATCH_ENDPOINT__A__SECRET",
        ],
    );
    check_endpoint(
        &format!("{name}{url}{KEY}secret_file = 'a.secret'\n"),
        &["c.toml:4:10: endpoint[0].secret: stands beside secret_file: keep one of them"],
    );
    check_endpoint(
        &format!("{name}{url}secret = 'hunter2'\n"),
        &[
            "c.toml:4:10: endpoint[0].secret: a secret begins with `whsec_` (a shared key) or `whsk_` (an Ed25519 key)",
        ],
    );
}

#[test]
fn kinds_of_endpoints_have_keys_of_their_own() {
    let with = |keys: &str, expected: &[&str]| {
        check_endpoint(&format!("name = 'a'\nurl = 'https://a.example/'\n{keys}"), expected);
    };
    with(
        &format!("kind = 'slak'\n{KEY}"),
        &["c.toml:4:8: endpoint[0].kind: \"slak\" is not a kind of endpoint: did you mean \"slack\"?"],
    );
    with(&format!("kind = 'cloudevents'\n{KEY}"), &[]);
    for kind in ["slack", "discord", "teams", "ntfy"] {
        with(&format!("kind = '{kind}'\n"), &[]);
    }
    with("kind = 'ntfy'\nsecret = 'tk_1'\n", &[]);
    with(
        &format!("kind = 'slack'\n{KEY}"),
        &[
            "c.toml:5:10: endpoint[0].secret: is not used: for this kind of endpoint the address is the secret",
        ],
    );
    with("kind = 'telegram'\nchat = '@a'\nsecret = '1:x'\n", &[]);
    with(
        "kind = 'telegram'\nroom = '!a'\nsecret = '1:x'\n",
        &[
            "c.toml:1:1: endpoint[0].chat: missing: write chat = \"…\"",
            "c.toml:5:8: endpoint[0].room: has no meaning unless kind = \"matrix\"",
        ],
    );
    with(
        "kind = 'matrix'\nroom = '!a:b.example'\nsecret = 'a b'\n",
        &["c.toml:6:10: endpoint[0].secret: is not a token: one holds letters, digits and signs only"],
    );
}

#[test]
fn templates_are_tried_on_an_example() {
    let keys = "name = 'a'\nurl = 'https://a.example/'\nkind = 'template'\n";
    let with = |template: &str, more: &str, expected: &[&str]| {
        check_endpoint(&format!("{keys}template = \"\"\"{template}\"\"\"\n{more}"), expected);
    };
    with("{\"text\": {{ data.story.title }}}", "", &[]);
    with("{\"text\": {{ data.story.title }}}", KEY, &[]);
    with("text {{ data.story.title }}", "content_type = 'text/plain'\n", &[]);
    for wrong in ["{\"text\": {{ data.titel.story }}}", "{% if %}", "text"] {
        // What is wrong with a template is in the words of the library.
        let shown = said_of_endpoint(&format!("{keys}template = \"\"\"{wrong}\"\"\"\n"));
        let start = "c.toml:5:12: endpoint[0].template: the endpoint's template fails: ";
        assert!(shown.len() == 1 && shown[0].starts_with(start), "{wrong}: {shown:?}");
    }
    check_endpoint(
        keys,
        &["c.toml:1:1: endpoint[0].template: missing: write template = \"…\" or template_file = \"…\""],
    );
}

#[test]
fn a_template_that_cannot_make_a_digest_is_found_where_there_may_be_one() {
    let endpoint = "[[endpoint]]\nname = 'b'\nkind = 'template'\nurl = 'https://example.com/'\ntemplate = '\"{{ data.story.id }}\"'\ncontent_type = 'text/plain'\n";
    let list = "[[watchlist]]\nname = 'a'\nendpoints = ['b']\nwatch = [{name = 'x'}]\n";
    check_with(&format!("{endpoint}{list}"), &[]);
    check_with(
        &format!("{endpoint}digest = {{every = '1h'}}\n{list}"),
        &[
            "c.toml:7:10: endpoint[0].digest: digest: the endpoint's template fails: undefined value (in <string>:1)",
        ],
    );
    check_with(
        &format!("{endpoint}{list}limit = '1/h'\n"),
        &[
            "c.toml:9:14: warning: watchlist[0].endpoints[0]: what the watchlist holds cannot be told: digest: the endpoint's template fails: undefined value (in <string>:1)",
        ],
    );
}

#[test]
fn events_that_an_endpoint_asks_for_exist_and_fit_its_template() {
    let endpoint = |rest: &str| {
        format!("[[endpoint]]\nname = 'b'\nkind = 'template'\nurl = 'https://b.example/'\n{rest}\n{SOUND}")
    };
    let text = "content_type = 'text/plain'\ntemplate = '{{ type }}'\n";
    check(&endpoint(&format!("{text}events = ['source.*', 'endpoint.disabled', '*']")), &[]);
    check(
        &endpoint(&format!("{text}events = ['source.quiet']")),
        &[
            "c.toml:7:11: endpoint[0].events[0]: \"source.quiet\" stands for no event: did you mean \"source.silent\"?",
        ],
    );
    let text = "content_type = 'text/plain'\ntemplate = '{{ data.story.title }}'\n";
    check(
        &endpoint(&format!("{text}events = ['source.gone']")),
        &[
            "c.toml:7:10: endpoint[0].events: source.gone: the endpoint's template fails: undefined value (in <string>:1)",
        ],
    );
}

#[test]
fn mail_needs_a_server_a_sender_and_somebody_to_read_it() {
    let endpoint =
        |rest: &str| format!("[[endpoint]]\nname = 'b'\nkind = 'email'\nevents = ['*']\n{rest}\n{SOUND}");
    let sound = "url = 'smtps://desk%40example.org@mail.example.org'\nfrom = 'desk@example.org'\nto = ['A <a@example.org>', 'b@example.org']\nsecret = 'hidden'";
    check(&endpoint(sound), &[]);
    check(
        &endpoint("url = 'smtps://desk:hidden@mail.example.org'\nfrom = 'desk@example.org'\nto = []"),
        &[
            "c.toml:5:7: endpoint[0].url: holds a password: write it as secret or secret_file",
            "c.toml:7:6: endpoint[0].to: names nobody: write at least one mail address",
        ],
    );
    check(
        &endpoint("url = 'smtp://127.0.0.1:25'\nfrom = 'nobody'\nto = ['a@example.org']"),
        &[
            "c.toml:5:7: endpoint[0].url: 127.0.0.1 is not public and would be refused: add a network that holds it to egress.allow",
        ],
    );
    let bare = sound.replace("from = 'desk@example.org'", "from = 'nobody'");
    let (_, shown) = {
        let directory = tempfile::tempdir().unwrap();
        write(directory.path(), "c.toml", &endpoint(&bare));
        load_in(directory.path(), &[])
    };
    assert!(shown.contains("endpoint[0].events: `nobody` is not a mail address"), "{shown}");
}

#[test]
fn how_much_an_endpoint_takes_is_within_bounds() {
    let with = |line: &str| SOUND.replace("name = \"desk\"", &format!("name = \"desk\"\n{line}"));
    check(&with("concurrency = 1\nrate = '20/m'\norder = 'strict'\ndisable_after = '1d'"), &[]);
    check(&with("concurrency = 65"), &["c.toml:6:15: endpoint[0].concurrency: must be 1 to 64"]);
    check(
        &with("rate = 'fast'"),
        &[
            "c.toml:6:8: endpoint[0].rate: \"fast\" is not a rate: write it like \"5/s\", \"20/m\" or \"100/h\"",
        ],
    );
    check(
        &with("order = 'random'"),
        &["c.toml:6:9: endpoint[0].order: \"random\" is not an order: write \"any\" or \"strict\""],
    );
    check(&with("disable_after = '5m'"), &["c.toml:6:17: endpoint[0].disable_after: must be \"1h\" or more"]);
}
