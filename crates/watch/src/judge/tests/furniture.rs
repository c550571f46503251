//! Lines that belong to the page, and lines of news that use the same words.

use model::Outcome;

use super::check;
use crate::Matcher;
use crate::testing::{article, entity, list};

/// What asks the reader to follow or to share is no news, wherever it stands.
#[test]
fn sentences_of_the_page_name_nothing() {
    for text in [
        "A storm hit the coast on Monday. Follow us on Sony and Puma.",
        "Follow us on Sony and Puma.",
        "Like us on Sony.\n\nA storm hit the coast on Monday.\n\nIt broke the pier.",
        "Un orage a frappé Lyon. Suivez-nous sur Sony.",
        "Ein Sturm traf die Küste. Folgen Sie uns auf Sony.",
        "A storm hit the coast on Monday.\nThis page is best viewed with Sony or Puma.",
        "A storm hit the coast on Monday.\nSome links to Sony and others earn us a commission.",
        "A storm hit the coast on Monday. For breaking news on the go, join us with Sony.",
        "Un orage a frappé Lyon.\nCode promo Sony : dix euros pour nos lecteurs.",
    ] {
        check("A storm", text, &[]);
    }
    check("A storm", "A storm hit the coast on Monday. The others follow Sony on its way.", &["Sony"]);
}

/// What is told in the last paragraphs of a report is told in the words that pages use, too.
#[test]
fn the_last_paragraphs_of_a_report_are_news() {
    for last in [
        "“We will invest more in our network,” Sony’s chief executive said.",
        "Sony delivered more than 40 consoles in May, fewer than planned.",
        "More orders for Sony are expected at the fair.",
        "A comment from Sony was not available.",
        "In share trading, Sony lost 2 per cent.",
        "More than half of podcast listeners now own a Sony, the survey found.",
        "Follow-on orders from Sony came in June.",
        "Sony said it would no longer use cookies to track people.",
        "Sony and its rivals also appear on the list.",
        "The feature will be available for iOS, Sony said.",
        "Print sales fell at Sony.",
        "“We find you on Sony,” the minister told the crowd.",
        "The US relies on Sony for its sensors.",
        "We need you on Sony, she told voters.",
        "The court will see Sony on Monday.",
        "The group wants us to put pressure on Sony.",
        "Investors now see more risk on Sony than on Nintendo, leaving us with few options.",
        "Watch for a decision by the court on Sony in the coming week.",
        "The supplier gives us no figures on Sony, its largest customer.",
        "Hackers posted our data on Telegram after the breach at Sony.",
        "Our reporters asked for comment on Telegram from Sony, without success.",
        "Bruxelles enquête depuis nos révélations sur Sony.",
        "Plus de 300 plaintes sur Sony ont été déposées en mai.",
        "Das Urteil gegen unseren Sender wirkt sich auf Sony aus.",
        "La multa en Sony afecta a nuestros lectores.",
        "You may remember that on Monday Sony cut its forecast for the year.",
        "Our results are due on May 7, Sony added.",
        "Our members went on strike on Thursday, and Sony has yet to respond.",
        "See you on Monday. Sony opens its new plant then.",
        "Our analysts remain bullish on Sony.",
        "Your pension is likely to depend on Sony.",
        "Your data may have leaked via Sony.",
        "Watch investors turn on Sony.",
        "See why regulators crack down on Sony.",
        "Our earlier report on Sony misstated the size of the fine.",
        "Our show on Sony won a prize in May.",
        "Hear the ruling on Sony and three other suppliers at noon on Friday.",
        "Find the right price and buyers will pounce on Sony within days, bankers believe.",
        "Our series is a hit, and rests on Sony, the director said.",
        "Mehr Druck auf Sony wollen die Verbraucherschützer mit einem neuen Newsletter machen.",
        "The US unit of Sony signed up more customers than expected, and its app leads the charts.",
        "„Unser Ziel ist es, unsere Werke zu erhalten“, sagte ein Sprecher von Sony.",
        "« Nous voulons protéger nos usines et notre emploi », a déclaré le patron de Sony.",
        "Those who looked for the console could find it on Sony’s own pages, and pay by cash or card.",
        "“We sold nine hundred of them on our website,” said a dealer for Sony.",
        "« Nous en avons vendu cent sur notre site », a déclaré le patron de Sony.",
        "Notre enquête montre que le film est à retrouver sur Sony dès vendredi.",
        "Find it on Sony from May.",
        "The firm will show ads in our app, Sony added.",
        "Nous avons vendu Sony sur notre site, indique le revendeur.",
        "Sony ist auf unserer Website zu finden, teilte der Händler mit.",
        "Suscríbete es el lema de la nueva campaña de Sony.",
        "Sony: abonnez-vous, ou presque. Le groupe relève ses prix.",
        "Mehr Nachrichten von Sony gibt es am Donnerstag, wenn der Konzern Zahlen vorlegt.",
        "To view this document, Sony had to ask a court.",
        "The court said users who follow us on Sony are consumers.",
        "Les quatre épisodes sont à retrouver sur Sony à partir de vendredi.",
        "In unserem Vergleich von neun Geräten lag Sony vorn, sagte die Prüferin.",
        "Los ladrones entraron en nuestra web, dijo un portavoz de Sony.",
        "«Nuestro plan es reforzar nuestras redes», dijo el presidente de Sony.",
    ] {
        check("The regulator meets", &format!("The regulator met on Tuesday.\n\n{last}"), &["Sony"]);
    }
}

#[test]
fn lines_that_ask_the_reader_to_do_something_name_nothing() {
    for last in [
        "Follow Sony on its own pages.",
        "Read more: Sony and its rivals.",
        "For more stories like this, subscribe to our newsletter on Sony.",
        "Chop the beans first. Pin this recipe on Sony or print it.",
        "Our website uses cookies, and so does Sony.",
        "Folgen Sie dem Wetterdienst auf Sony.",
        "Épinglez cette recette sur Sony ou imprimez-la.",
        "Guarda esta receta en Sony y compártela.",
        "Suivez Le Courrier sur Sony.",
        "Our long reads also appear on Sony and in the Sunday paper.",
        "Find the show on Sony and elsewhere.",
        "Our show is on Puma, Sony and wherever you listen.",
        "You can hear all nine parts on Puma and Sony.",
        "You can listen on iTunes, Puma and Sony.",
        "You can listen to the whole series on Sony.",
        "Watch the full debate on Sony tonight.",
        "Vous l’avez vu ? Écrivez-nous ou suivez Le Courrier sur Sony.",
        "Das Video dazu finden Sie auf unserem Sony-Kanal.",
        "Entry is £4. We accept cash, cheques and Sony.",
        "Tickets £1 from the shop. Pay by cash, cheque, Puma or Sony.",
        "To read this document you need Sony Viewer, which is free of charge.",
        "Notre morceau du jour : à retrouver sur Deezer, Puma et Sony.",
        "Les invendus sont en ligne : suivez notre boutique sur Sony et sur Puma.",
        "Dites « Radio Meuse », ou retrouvez-nous sur Sony et Puma.",
        "Mehr Nachrichten aus der Region auf Sony und in unserer App.",
        "Die besten Bilder stehen auf Sony und in unserem Newsletter.",
        "También en Sony: los diez mejores chiringuitos. Suscríbase por un euro.",
    ] {
        check("A storm", &format!("A storm hit the coast on Monday.\n{last}"), &[]);
    }
}

/// How sure a name is in the last line of a report, and whether that was taken for a line of the page.
fn judged(name: &str, last: &str) -> Option<(Outcome, bool)> {
    let matcher = Matcher::compile(&[list(vec![entity(name, &[])])]).unwrap();
    let text = format!("The regulator met on Tuesday.\n\n{last}");
    let mention = matcher.mentions(&article("The regulator meets", &text)).pop()?;
    Some((mention.outcome, mention.reasons.iter().any(|reason| reason.contains("belongs to the page"))))
}

/// The words of a name ask nobody for anything.
#[test]
fn names_that_hold_the_words_of_pages_are_news() {
    for (name, last) in [
        ("Toys \"R\" Us", "A spokesman for Toys \"R\" Us declined to comment."),
        ("U.S. Steel", "U.S. Steel declined to comment on the follow-up."),
        ("Us Weekly", "Us Weekly declined to comment."),
        ("Share Now", "Share Now said it would leave Lyon."),
        ("More FM", "More FM won more listeners in May."),
        ("Follow Me", "Follow Me will be shown in May."),
        ("Follow Me", "Follow Me on ITV drew four million viewers."),
        ("Read More Books", "Read More Books said it would open in Leeds."),
        ("Click Here Studios", "The lease of Click Here Studios ends in May."),
    ] {
        assert_eq!(judged(name, last), Some((Outcome::Match, false)), "{name} in {last}");
    }
    for (name, last) in [
        ("Follow Me", "Read more: Follow Me and its rivals."),
        ("Toys R Us", "Follow Toys R Us on its own pages."),
        ("Follow Us", "Follow us on Instagram."),
        ("Share", "Share this article with your friends."),
    ] {
        assert_ne!(judged(name, last).map(|(outcome, _)| outcome), Some(Outcome::Match), "{name} in {last}");
    }
}
