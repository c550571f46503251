//! Addresses of one document in their many forms.

use proptest::prelude::*;

use super::*;

fn check(url: &str, want: &str) {
    let got = canonical(&Url::parse(url).unwrap());
    assert_eq!(got.as_str(), want, "of {url}");
    assert_eq!(canonical(&got), got, "twice, of {url}");
}

#[test]
fn takes_off_what_says_nothing_of_the_page() {
    check("HTTPS://Example.com:443/a#top", "https://example.com/a");
    check("http://example.com:8080/a", "http://example.com:8080/a");
    check("https://example.com/a?utm_source=x&UTM_Medium=y&id=7&fbclid=z", "https://example.com/a?id=7");
    check("https://example.com/a?", "https://example.com/a");
    check("https://example.com/a?id=1&id=2", "https://example.com/a?id=1&id=2");
    check("https://user:secret@example.com/a", "https://example.com/a");
    check("https://example.com/app#!/story/7", "https://example.com/app#!/story/7");
    check("https://example.com/a;jsessionid=0A1B?x=1", "https://example.com/a?x=1");
    check("https://example.com./a", "https://example.com/a");
    check("https://example.com/caf%C3%A9/", "https://example.com/caf%C3%A9/");
    check("mailto:a@example.com", "mailto:a@example.com");
    check("https://example.com/%7Euser/a%2fb%zz%4", "https://example.com/~user/a%2Fb%zz%4");
    check("https://example.com/a?utm%5Fsource=x&amp;utm_medium=y&a=%41", "https://example.com/a?a=%41");
    check("https://example.com/a?partner=rss&emc=rss&CMP=share_btn_tw&_gl=1", "https://example.com/a");
    check("https://example.com/a?ref=rss&source=RSS&from=berlin", "https://example.com/a?from=berlin");
    check(
        "https://example.com/a?srsltid=x&mibextid=y&li_fat_id=z&epik=e&hsa_acc=1&wt_zmc=s",
        "https://example.com/a",
    );
    check("https://example.com/a?_branch_match_id=1&id=2&mod=rss_markets_main", "https://example.com/a?id=2");
    check(
        "https://example.com/a?fsrc=rss&traffic_source=rss&ana=RSS&partner=rssnyt",
        "https://example.com/a",
    );
    check("https://example.com/?mod=rss&fsrc=wire", "https://example.com/?mod=rss&fsrc=wire");
    check("https://example.com/?page_id=2&source=wire", "https://example.com/?page_id=2&source=wire");
}

#[test]
fn links_lead_to_what_they_wrap() {
    for (link, want) in [
        (
            "https://www.google.com/url?rct=j&url=https://e.example/a%3Fb%3D1%26c&ct=ga",
            "https://e.example/a?b=1&c",
        ),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fe.example%2Fa%3Futm_source%3Dx",
            "https://e.example/a?utm_source=x",
        ),
        (
            "https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fe.example%2fa",
            "https://e.example/a",
        ),
        ("https://e-example.cdn.ampproject.org/c/s/e.example/a.amp", "https://e.example/a.amp"),
        (
            "https://www.google.com/url?q=https://www.google.com/amp/s/e.example/a/amp/",
            "https://e.example/a/amp/",
        ),
        ("https://m.e.example/a?utm_source=x#top", "https://m.e.example/a?utm_source=x#top"),
        (
            "https://www.google.com/url?url=javascript:alert(1)",
            "https://www.google.com/url?url=javascript:alert(1)",
        ),
    ] {
        assert_eq!(unwrapped(&Url::parse(link).unwrap()).as_str(), want, "of {link}");
    }
}

#[test]
fn turns_amp_and_mobile_forms_into_the_plain_one() {
    check("https://example.com/news/a/amp/", "https://example.com/news/a/");
    check("https://example.com/news/a/amp", "https://example.com/news/a");
    check("https://example.com/news/a.amp.html", "https://example.com/news/a.html");
    check("https://example.com/amp/news/a", "https://example.com/news/a");
    check("https://example.com/news/a?amp=1", "https://example.com/news/a");
    check("https://example.com/amp/", "https://example.com/amp/");
    check("https://example.com/a?view=amp", "https://example.com/a");
    check("https://example.com/a?view=all", "https://example.com/a?view=all");
    check("https://a.blogspot.com/2026/03/a-title.html?m=1", "https://a.blogspot.com/2026/03/a-title.html");
    check("https://example.com/list?m=1", "https://example.com/list?m=1");
    check("https://amp.example.com/a", "https://www.example.com/a");
    check("https://m.example.co.uk/a", "https://www.example.co.uk/a");
    check("https://en.m.example.org/a", "https://en.example.org/a");
    check("https://m.com/a", "https://m.com/a");
    check("https://news.m.com/a", "https://news.m.com/a");
    check("https://example.com/a?output=amp&outputType=default-amp&amp_markup=1", "https://example.com/a");
    check("https://example-com.cdn.ampproject.org/c/example.com/a", "http://example.com/a");
    check("https://example-com.cdn.ampproject.org/v/s/example.com/a", "https://example.com/a");
    check("https://m.amp.example.com/a/amp/amp", "https://www.amp.example.com/a");
    check("https://www.google.com/amp/s/example.com/a/amp/", "https://example.com/a/");
    check("https://example-com.cdn.ampproject.org/c/s/example.com/a.amp", "https://example.com/a");
    check(
        "https://www.google.com/url?sa=t&url=https://example.com/a%3Futm_source%3Dx",
        "https://example.com/a",
    );
    check("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fa&h=x", "https://example.com/a");
}

proptest! {
    #[test]
    fn is_idempotent_and_never_panics(path in "(/(amp|m|a|[a-z.;=]{0,6})){0,4}", query in "([a-z_]{1,6}=[a-z0-9]{0,3}&?){0,4}", host in "(m\\.|amp\\.|en\\.|www\\.){0,3}example\\.com") {
        let url = Url::parse(&format!("https://{host}{path}?{query}")).unwrap();
        let once = canonical(&url);
        prop_assert_eq!(canonical(&once), once);
    }
}
