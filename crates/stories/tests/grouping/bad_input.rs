//! What is no proper article is grouped sensibly or left alone.

use model::{Article, ArticleId, Relation, StoryId};

use super::{article, grouped};

/// Whether the second of two is a copy of the first.
fn copied(first: &str, second: &str) -> bool {
    let placed = grouped(&[article(1, "", first), article(2, "", second)]);
    placed[1].story == StoryId(1) && matches!(placed[1].relation, Relation::Copy { .. })
}

#[test]
fn little_or_no_text_stands_alone() {
    for text in ["", " ", "\u{200b}", "Storm", "…", "42"] {
        let placed = grouped(&[article(1, "", text), article(2, "", "")]);
        assert!(placed[1].opened, "{text:?}");
    }
}

#[test]
fn ten_megabytes_are_read_as_far_as_they_help() {
    let text =
        "The council of Varn met for the ninth time and adjourned without a vote on the harbour dues. "
            .repeat(110_000);
    let placed = grouped(&[article(1, "Council adjourns", &text), article(2, "Council adjourns", &text)]);
    assert_eq!(placed[1].relation, Relation::Copy { of: ArticleId(1) });
}

#[test]
fn pages_of_other_numbers_are_apart() {
    let table = |from: u32| (from..from + 300).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    assert!(!copied(&table(1_000), &table(5_000)));
    assert!(copied(&table(1_000), &table(1_000)));
}

#[test]
fn dates_of_another_century_are_borne() {
    let text = "A tanker ran aground off Skarn on Tuesday and the crew of fourteen was taken off by helicopter at dawn.";
    for published in ["1901-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "-009999-01-02T01:59:59Z"] {
        let odd =
            Article { published: Some(published.parse().unwrap()), ..article(1, "Tanker aground", text) };
        let is_to_come = odd.published > Some(odd.seen);
        let placed = grouped(&[odd, article(2, "Tanker aground", text)]);
        // What claims to be from the future is from when it became known.
        assert_eq!((placed[0].opened, placed[1].opened), (true, !is_to_come), "{published}");
    }
}

#[test]
fn scripts_without_spaces_and_others_show_their_copies() {
    let texts = [
        "气象部门周二表示，台风在斯卡恩岛附近登陆，造成至少十七人受伤，三千户家庭停电。救援人员正在清理道路，预计周四恢复供电。市长阿伦·科赫在记者会上呼吁居民留在家中。",
        "気象庁によると、台風は火曜日にスカルン島の近くに上陸し、少なくとも十七人が負傷、三千世帯が停電した。救助隊は道路の復旧を急いでおり、木曜日には電力が戻る見込みだという。",
        "기상청은 화요일 태풍이 스카른 섬 인근에 상륙해 최소 열일곱 명이 다치고 삼천 가구가 정전됐다고 밝혔다. 구조대는 도로를 치우고 있으며 목요일에 전기가 복구될 것으로 보인다고 전했다.",
        "قالت هيئة الأرصاد يوم الثلاثاء إن الإعصار وصل إلى اليابسة قرب جزيرة سكارن وأدى إلى إصابة سبعة عشر شخصا على الأقل وانقطاع الكهرباء عن ثلاثة آلاف منزل وقال رئيس البلدية إن فرق الإنقاذ تعمل على فتح الطرق",
        "กรมอุตุนิยมวิทยาระบุเมื่อวันอังคารว่าไต้ฝุ่นขึ้นฝั่งใกล้เกาะสการ์น ทำให้มีผู้บาดเจ็บอย่างน้อยสิบเจ็ดคน และไฟฟ้าดับสามพันครัวเรือน เจ้าหน้าที่กู้ภัยกำลังเปิดถนนและคาดว่าไฟฟ้าจะกลับมาในวันพฤหัสบดี",
    ];
    for (place, text) in texts.iter().enumerate() {
        let half: String = text.chars().take(text.chars().count() * 2 / 3).collect();
        assert!(copied(text, &half), "{half}");
        let next = texts[(place + 1) % texts.len()];
        assert!(!copied(text, next), "{text}");
    }
}

#[test]
fn a_thousand_identical_notices_group_nothing() {
    let notice = "To continue reading this article you need a subscription. Please log in or choose one of our offers. \
                  You can cancel at any time. We and our partners use cookies to personalise what you see here.";
    let word = |number: u64, salt: u64| {
        let mut mixed = (number * 5 + salt + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let mut letters = String::new();
        while letters.len() < 7 {
            letters.push(char::from(b'a' + (mixed % 26) as u8));
            mixed /= 26;
        }
        letters
    };
    let headline = |number: u64| (0..5).map(|salt| word(number, salt)).collect::<Vec<_>>().join(" ");
    let articles: Vec<Article> =
        (0..1_000).map(|number| article(number as i64 + 1, &headline(number), notice)).collect();
    let placed = grouped(&articles);
    let copies = placed.iter().filter(|placed| matches!(placed.relation, Relation::Copy { .. })).count();
    let opened = placed.iter().filter(|placed| placed.opened).count();
    assert_eq!(copies, 0);
    assert!(opened > 900, "{opened} stories of 1000");
    assert!(
        placed[999].why.iter().any(|why| why.says.contains("many articles share")),
        "{:?}",
        placed[999].why
    );
}

/// The most articles and stories that the reasons of a placement may name: candidates of copies (of twelve families two each),
/// three stories in each of two lists, and what was decided.
const COMPARED: usize = 2 * 12 + 2 * 3 + 4;

#[test]
fn work_is_bounded_however_many_articles_are_alike() {
    let figures = |number: i64| {
        format!(
            "The board of company {number} declared a dividend of {} cents a share, payable on May {} to shareholders of record on \
             April {}, and expects a profit of {} million for the year after one of {} million in the year before.",
            number * 7 % 97,
            number % 28 + 1,
            number % 27 + 1,
            number * 31 % 1_013,
            number * 17 % 911
        )
    };
    let numbers =
        |number: i64| (0..200).map(|at| (number * 200 + at).to_string()).collect::<Vec<_>>().join(" ");
    let notice = "Subscription required. Please log in to read on.".to_owned();
    let kinds: [(&str, &dyn Fn(i64) -> String); 4] = [
        ("forms", &figures),
        ("pages of numbers", &numbers),
        ("notices", &|_| notice.clone()),
        ("one word", &|_| "Storm".to_owned()),
    ];
    for (kind, text) in kinds {
        let articles: Vec<Article> =
            (1..=400).map(|id| article(id, &format!("Report {id} of the day"), &text(id))).collect();
        let placed = grouped(&articles);
        let most = placed.iter().map(|placed| placed.why.len()).max().unwrap();
        assert!(most <= COMPARED, "{kind}: {most} lines");
        assert!(placed.iter().all(|placed| placed.related.len() <= 5 && placed.merged.len() <= 8), "{kind}");
    }
    let opened = |text: &dyn Fn(i64) -> String| {
        let articles: Vec<Article> =
            (1..=400).map(|id| article(id, &format!("Company {id}"), &text(id))).collect();
        grouped(&articles).iter().filter(|placed| placed.opened).count()
    };
    assert!(opened(&figures) > 200, "{} forms open stories", opened(&figures));
    assert_eq!(opened(&numbers), 400);
}

#[test]
fn news_of_a_century_ago_is_not_todays() {
    let text = "A tanker ran aground off Skarn on Tuesday and the crew of fourteen was taken off by helicopter at dawn.";
    let dated = |id: i64, published: Option<&str>| Article {
        published: published.map(|published| published.parse().unwrap()),
        ..article(id, "Tanker aground off Skarn", text)
    };
    let placed = grouped(&[dated(1, Some("1901-01-01T00:00:00Z")), dated(2, None), dated(3, None)]);
    assert!(placed[1].opened, "{:?}", placed[1].why);
    assert_eq!((placed[2].story, placed[2].relation), (StoryId(2), Relation::Copy { of: ArticleId(2) }));
}

/// A box that one outlet puts below each article, full of names as such boxes are.
const BOX: &str = "The Skarn Courier was founded by Aino Lindqvist in Hallmouth and has been printed in Port Wennel for ninety years. \
                   Subscribe to Morning Tide, our newsletter by Pavol Danko, or write to the editor, Marta Brack, at Quay Street 14. \
                   The Courier belongs to the Orle Foundation and is a member of the Vellmark Press Council.";

/// Reports of nine events that have nothing in common.
const EVENTS: [[&str; 2]; 9] = [
    [
        "Comet seen above plateau",
        "Astronomers photographed a comet with a greenish tail before sunrise on Monday.",
    ],
    [
        "Orchard workers end strike",
        "Plum pickers agreed to a wage of 190 crowns a day after six weeks of talks.",
    ],
    [
        "Library opens four years late",
        "Readers queued around the block as a library with a roof garden opened its doors.",
    ],
    [
        "Teenager wins chess title",
        "A pupil aged seventeen beat two grandmasters and became champion of the festival.",
    ],
    [
        "Bridge closed after cracks found",
        "Inspectors discovered cracks in four hangers, and sixteen thousand cars must detour.",
    ],
    [
        "Bakery prize goes to rye loaf",
        "Judges tasted eighty loaves and praised the sour crust of a village baker.",
    ],
    [
        "Ferry to islands delayed by fog",
        "Passengers slept in the terminal while two sailings waited for better sight.",
    ],
    [
        "Opera house finds lost score",
        "A trunk in the cellar held the second act of an opera that was thought burnt.",
    ],
    ["Vaccine trial halted", "Doctors stopped giving the malaria vaccine after three volunteers fell ill."],
];

#[test]
fn what_one_outlet_puts_below_each_article_makes_no_copies_and_no_events() {
    for body in [format!("\n\n{BOX}"), format!(" {BOX}")] {
        let of = |outlet: &str, id: i64, [title, text]: [&str; 2], body: &str| Article {
            url: Some(format!("https://{outlet}.example/{id}")),
            language: Some("en".to_owned()),
            ..article(id, title, &format!("{text}{body}"))
        };
        let mut articles: Vec<Article> =
            EVENTS.iter().zip(1..).map(|(event, id)| of("courier", id, *event, &body)).collect();
        // A headline alone with the box below, a report of what another outlet told, and one that another copied without it.
        articles.push(of("courier", 10, ["Weather stays dry", ""], &body));
        articles.push(of("herald", 11, EVENTS[8], ""));
        articles.push(of(
            "herald",
            12,
            ["Court rules on harbour dues", "Judges in the capital annulled the dues that ships pay."],
            "",
        ));
        let harbour = [
            "Harbour dues are void, judges in the capital decide",
            "Ships need not pay dues, as judges in the capital annulled them.",
        ];
        articles.push(of("courier", 13, harbour, &body));
        // What the outlet has twice, with the box that it has everywhere, is a copy.
        let quarry = "The quarry at Ilve may go on until the snow comes, the county decided by nine votes to four after a meeting \
                      that lasted until midnight; neighbours had complained of dust on their washing.";
        articles.push(of("courier", 14, ["County lets quarry at Ilve dig on", quarry], &body));
        articles.push(of("courier", 15, ["Quarry at Ilve may dig on", quarry], &body));
        let placed = grouped(&articles);
        let stories: Vec<i64> = placed.iter().map(|placed| placed.story.0).collect();
        assert_eq!(stories, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 9, 12, 12, 14, 14]);
        assert_eq!(placed[14].relation, Relation::Copy { of: ArticleId(14) });
        assert_eq!(placed[10].relation, Relation::Copy { of: ArticleId(9) });
        assert!(placed[8].why.iter().any(|reason| reason.says.contains("left out")), "{:?}", placed[8].why);
        // Of a form that an outlet fills in, nothing is left out.
        let form = |id: i64, town: &str| {
            let text = format!(
                "{town} will be dry with light winds from the west and some fog on the lakes before sunrise. Anglers of {town} meet \
                 trout in clear water, and the {town} lift is open from nine to six for skiers with a pass. Roads around {town} are clear.{id}"
            );
            of("courier", 100 + id, [&format!("Weather for {town}"), &text], "")
        };
        let forms: Vec<Article> = (0..6)
            .zip(["Varn", "Skarn", "Orle", "Ilve", "Tarnow", "Narva"])
            .map(|(id, town)| form(id, town))
            .collect();
        let placed = grouped(&forms);
        assert!(
            placed.iter().all(|placed| placed.why.iter().all(|reason| !reason.says.contains("left out"))),
            "{placed:#?}"
        );
    }
}
