//! Stories that name nothing watched, some of them in words that look as if they did.

pub(super) const FERRY: [&str; 4] = [
    "The night ferry to Skerrow will sail again from the first Friday of May, two winters after it \
        was taken out of service, the island’s council and the port authority agreed on Wednesday.",
    "The ship, the Grey Wagtail, leaves at 22:15 and arrives at 05:40. It carries 260 passengers and \
        38 cars, and has been given a new engine that burns a third less than the old one.",
    "“My daughter was four when it last went, and she asks every Friday,” said the island’s \
        postmistress, Hedda Rowe. “Now I can tell her a date.”",
    "A single ticket costs 27 crowns, 9 of them paid by the province for those who live on the \
        island. The agreement runs for three years and can be ended by either side with six months’ \
        notice.",
];

pub(super) const FERRY_LEAD: &str = "The night ferry to Skerrow sails again from the first Friday of May, two winters after it was \
    taken out of service. The island’s council and the port authority signed the agreement on \
    Wednesday.";

pub(super) const NAPS: [&str; 4] = [
    "Meta-analysis can say what a single trial cannot, and on the question of naps it now says this: \
        twenty minutes in the first half of a night shift help, and an hour does harm.",
    "The meta-analysis, by two hospitals in the province, put together 31 trials with nurses, pilots \
        and bakers. Those who napped briefly made a fifth fewer mistakes in the last two hours of their \
        shift than those who did not.",
    "The authors warn that most of the trials were small and that nobody slept at home. A metallic \
        taste, a dry mouth and a bad temper were reported after naps of an hour or more.",
    "“Put a bed in the room behind the pharmacy and an alarm clock beside it,” said Anselm Pryor, one \
        of the two who did the counting. “That is the whole of our advice.”",
];

pub(super) const BRIDGE: [&str; 3] = [
    "The swing bridge over the Tallow canal stays shut to lorries until the end of the summer, after \
        divers found a crack as long as a hand in the bearing of the eastern leaf.",
    "Cars and bicycles may cross, one direction at a time. The works department has ordered a new \
        bearing from a foundry inland, which casts such pieces twice a year and has just done so.",
    "Hauliers complained of a detour of 14 kilometres through the villages. The department answered \
        that a bridge in the water would be a longer one.",
];

pub(super) const FOOTBALL: [&str; 3] = [
    "Alder Rovers came back from two goals down to beat Skerrow Town 3-2 on Saturday, with a header \
        in added time by a defender who had been on the pitch for ninety seconds.",
    "Skerrow had netted twice before the interval, the second from the halfway line while the \
        goalkeeper was tying a boot. “I have no comment on the boot,” he said.",
    "Rovers are now fourth, a point behind the dockers of Gull Point, whom they meet next week on a \
        ground that has no floodlights and a cow.",
];

pub(super) const ARCHIVE: [&str; 3] = [
    "The city archive has put its catalogue on the network and opened an API for it, because the \
        inbox of its two archivists had grown past nine thousand letters from family researchers.",
    "Anyone can now look up ships’ papers, deeds and baptisms by date and by street, and programs can \
        fetch the metadata of half a million sheets at night, when the machine is idle.",
    "The archivists still answer what the catalogue cannot. A messenger brought one of them a \
        question about a great-grandfather last week, and with it a jar of pickled herring.",
];

pub(super) const PORTRAITS: [&str; 3] = [
    "A photographer has spent four years making a face book of Port Alder’s fishermen: one page a \
        face, no names, and on the back of each page the weather of the day on which it was taken.",
    "There are 212 of them, from a boy on his first trip to a woman of ninety who mends nets and has \
        never, she says, eaten a fish. The book lies open in the chapel on the mole, where a page is \
        turned every morning.",
    "“People come in to look for themselves and stay for their neighbours,” said the sexton.",
];

pub(super) const OYSTERS_MONDAY: [&str; 2] = [
    "Oyster prices fell at the Port Alder auction on Monday. A basket of grade one closed at 41.20 \
        crowns, down 1.35 from the previous sale, and a basket of grade two at 29.80, down 0.60.",
    "The hall sold 1,840 baskets, against 1,610 the time before. Dealers spoke of calm seas and of \
        large landings from the southern beds, and expected the next sale to be held at the usual hour.",
];

pub(super) const OYSTERS_TUESDAY: [&str; 2] = [
    "Oyster prices fell at the Port Alder auction on Tuesday. A basket of grade one closed at 40.05 \
        crowns, down 1.15 from the previous sale, and a basket of grade two at 28.95, down 0.85.",
    "The hall sold 2,075 baskets, against 1,840 the time before. Dealers spoke of calm seas and of \
        large landings from the southern beds, and expected the next sale to be held at the usual hour.",
];

pub(super) const BAKERS: [&str; 3] = [
    "Les boulangers du vieux port ont repris le travail mercredi à quatre heures du matin, après six \
        jours de grève pour une heure : celle du coucher, qu’ils voulaient avant minuit.",
    "L’accord prévoit une seule fournée de nuit au lieu de deux et une prime de 3 couronnes par sac \
        de farine porté à l’étage. Les apprentis de moins de dix-sept ans ne travailleront plus avant \
        l’aube.",
    "« On a surtout gagné le droit de dîner avec nos enfants », a dit Lucie Ferrand, dont le four est \
        le plus ancien du quai. Devant sa porte, la file faisait le tour de la fontaine.",
];

pub(super) const STORM: [&str; 3] = [
    "La météo annonce pour la nuit de jeudi un coup de vent d’ouest avec des rafales de 110 \
        kilomètres à l’heure sur la côte d’Aune et des vagues de six mètres devant le môle.",
    "La capitainerie demande aux plaisanciers de doubler les amarres avant dix-sept heures. Le marché \
        du quai est déplacé sous les arcades, et la passerelle du phare sera fermée jusqu’à samedi \
        matin.",
    "Les anciens comparent déjà avec la tempête d’il y a vingt ans, qui avait posé un chalutier sur \
        la place de l’église, sans casser une vitre.",
];
