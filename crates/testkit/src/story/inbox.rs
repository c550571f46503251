//! The first event: two companies try a messaging interface in an invented city. Companies that exist are named as the
//! watchlists of the demo name them; everything said of them is invented.

pub(super) const WIRE: [&str; 7] = [
    "PORT ALDER — Meta has opened a trial in which Netflix may send programme reminders to viewers \
        who ask for them, through a new interface that both companies call the Inbox API, the consumer \
        council of Port Alder said on Monday.",
    "The trial covers 4,200 households in the harbour city and lasts 90 days. A viewer who follows a \
        series can have a message when a new episode is out, and can end the messages with one word, \
        according to a 12-page description that the council published together with the announcement.",
    "“Nobody is written to who has not asked for it, and nobody’s letters are read,” said Ines \
        Halloran, who chairs the council. “We shall count the complaints every week and publish the \
        count, whatever it is.”",
    "Meta said in a statement that the Inbox API gives a service a single channel to a single person, \
        with no access to other conversations. Netflix said that it would send at most three reminders a \
        week and keep no copy of the replies.",
    "The council had refused an earlier design last autumn because reminders and paid notices arrived \
        in the same list. In the new one they are kept apart, and paid notices are not part of the trial \
        at all.",
    "Two regional services, the broadcaster Alder One and the ticket office of the city’s theatres, \
        have applied to join in the second month. The council will decide on their applications after a \
        public hearing in the old customs house.",
    "Teresa Okonjo, who teaches communication law at the university of Port Alder, said that the \
        description answered most of her questions but left open who pays when a reminder goes to the \
        wrong person. The council expects to report its findings within 60 days of the end of the trial.",
];

pub(super) const EDITED_LEAD: &str = "Viewers of Netflix in Port Alder can from this week ask to be reminded of new episodes by \
    message, after Meta opened a trial of what both companies call the Inbox API, the consumer \
    council of Port Alder said on Monday.";

pub(super) const EDITED_SCOPE: &str = "The trial covers 4,200 households in the harbour city and lasts 90 days. Whoever follows a \
    series can have a message when a new episode is out, and can end the messages with one word, \
    says a 12-page description that the council put out together with the announcement.";

pub(super) const EDITED_STATEMENTS: &str = "Meta said in a short statement that the Inbox API gives a service a single channel to a single \
    person, with no access to other conversations. Netflix promised that it would send at most three \
    reminders a week and keep no copy of the replies.";

pub(super) const FURNISHED_HEAD: &str = "This article was made with agency material. Readers of the print edition find the table of \
    regional media companies on the back page of the second section.";

pub(super) const FURNISHED_TAIL: &str = "Shares of the regional broadcasters hardly moved on the Port Alder exchange, where dealers spoke \
    of a quiet morning and a long lunch. Our media correspondent follows the hearing for \
    subscribers.";

pub(super) const REPORT: [&str; 5] = [
    "The first reminder reached the Moreau family’s kitchen at twenty past six in the evening, \
        between the soup and the fish: a new episode, said the telephone on the dresser, and would \
        anyone care to hear of the next?",
    "The Moreaus are among the volunteers for an experiment that Facebook’s parent company and \
        Netflix are running here with the blessing of the consumer council. They signed a form at the \
        library, picked two series, and were told that the word STOP would put an end to it.",
    "On the back of the volunteers’ leaflet stands the name that engineers gave the thing: Inbox API. \
        Jules Moreau, who is sixteen, has read the leaflet twice. “It is a pipe with one end at their \
        place and one end at ours,” he says. “I would have liked a drawing.”",
    "His grandmother is less convinced. She remembers the winters when three firms rang every night \
        about double glazing, and she has asked for a list of everything that was sent, on paper, when \
        the season is over.",
    "At the library the forms have run out once and been printed again. The librarian keeps a box for \
        questions beside her desk; most people, she says, want to know whether the messages cost \
        anything. They do not.",
];

pub(super) const FRENCH: [&str; 7] = [
    "PORT ALDER — Meta a ouvert un essai dans lequel Netflix peut envoyer des rappels de programme \
        aux spectateurs qui en font la demande, au moyen d’une nouvelle interface que les deux \
        entreprises appellent Inbox API, a annoncé lundi le conseil des consommateurs de Port Alder.",
    "L’essai porte sur 4 200 foyers de la ville portuaire et dure 90 jours. Le spectateur qui suit \
        une série peut recevoir un message à la sortie d’un nouvel épisode et mettre fin aux messages \
        d’un seul mot, selon une description de 12 pages que le conseil a publiée en même temps que \
        l’annonce.",
    "« On n’écrit à personne qui ne l’a pas demandé, et on ne lit les lettres de personne », a \
        déclaré Ines Halloran, qui préside le conseil. « Nous compterons les plaintes chaque semaine et \
        nous publierons le compte, quel qu’il soit. »",
    "Meta a indiqué dans un communiqué que l’Inbox API donne à un service un seul canal vers une \
        seule personne, sans accès aux autres conversations. Netflix a précisé qu’il enverrait au plus \
        trois rappels par semaine et ne garderait aucune copie des réponses.",
    "Le conseil avait refusé l’automne dernier une première version, parce que les rappels et les \
        annonces payées arrivaient dans la même liste. Dans la nouvelle, ils sont séparés, et les \
        annonces payées ne font pas du tout partie de l’essai.",
    "Deux services régionaux, la chaîne Alder One et la billetterie des théâtres de la ville, ont \
        demandé à les rejoindre le deuxième mois. Le conseil décidera de leurs demandes après une \
        audition publique dans l’ancienne maison des douanes.",
    "Teresa Okonjo, qui enseigne le droit de la communication à l’université de Port Alder, estime \
        que la description répond à la plupart de ses questions mais ne dit pas qui paie lorsqu’un \
        rappel parvient à la mauvaise personne. Le conseil compte rendre ses conclusions dans les 60 \
        jours suivant la fin de l’essai.",
];

pub(super) const FRENCH_LEAD: &str = "Meta vient d’ouvrir à Port Alder un essai dans lequel Netflix peut envoyer des rappels de \
    programme aux spectateurs qui en font la demande, au moyen d’une nouvelle interface que les deux \
    entreprises appellent Inbox API, selon le conseil des consommateurs.";
