//! The commonest words of the languages most news is in: by them a text's language is told, and before the window has
//! seen enough articles to tell common words from rare ones, they say which are common. Written for this; a table, not
//! a dictionary.

/// One language's commonest words.
#[derive(Debug)]
pub(crate) struct Common {
    /// The language's primary subtag.
    pub(crate) language: &'static str,
    /// Words that hold sentences together: every other text has each of them.
    pub(crate) function: &'static str,
    /// Words that news is told with: one text in ten has each of them.
    pub(crate) news: &'static str,
}

/// The languages that are told apart by their words.
pub(crate) const COMMON: &[Common] = &[
    Common {
        language: "en",
        function: "the a an of to in and for on with at by from as is was are were be been being it its that this these \
            those which who whom whose what when where why how he she they we you i his her hers their our your my me \
            him them us not no nor but or if so than then too very can could will would should shall may might must do \
            does did done has have had having s t d ll re ve m don isn wasn aren didn doesn won there here about into \
            over after before between through during under again more most some any all each both few other such only \
            own same just also up down out off now one two first last new said says say per via among against since \
            until while because however although though still even already yet ever never much many another every \
            either neither within without around across along upon",
        news: "year years month months week weeks day days today yesterday tomorrow monday tuesday wednesday thursday \
            friday saturday sunday january february march april june july august september october november december \
            jan feb mar apr jun jul aug sep sept oct nov dec time times hour hours minute minutes night morning people \
            person man men woman women child children family life world country countries state states national \
            international government president minister official officials companies company business group public \
            police report reports reported reporting according told tell tells saying make makes made making take \
            takes took taken taking get gets got getting go goes going went gone come comes came coming see sees saw \
            seen know known think thought want wants like look looks looking use used using show shows showed find \
            found give given work working works part place number end home house city back way good best better big \
            high long little well right left next three four five six seven eight nine ten million billion percent pct \
            mr mrs ms dr st early late later added including include called call statement news media press story \
            article photo video read click update updated latest live breaking watch exclusive share comments comment \
            contact email newsletter subscribe advertisement reuters afp ap associated agence presse spokesman \
            spokeswoman spokesperson expected following set put near old second third several least less likely great \
            far full top really change changes help need needs start started begin began move plan plans case point \
            lot thing things ago",
    },
    Common {
        language: "fr",
        function: "le la les l un une des du de d et en à au aux dans par pour sur avec sans sous entre vers chez que qui \
            quoi dont où ce cet cette ces c se sa son ses leur leurs notre nos votre vos mon ma mes je tu il elle on \
            nous vous ils elles lui y ne n pas plus moins est sont était étaient été être a ont avait avaient avoir ai \
            as sera seront serait fait faire ou mais donc or ni car si comme quand lorsque alors aussi ainsi même très \
            tout tous toute toutes autre autres après avant depuis pendant lors contre jusqu qu s j m t deux trois peut \
            peuvent doit encore déjà toujours selon cela ça ceux celle celui plusieurs chaque dit déclaré afin parce",
        news: "an ans année années mois semaine semaines jour jours hier demain aujourd hui lundi mardi mercredi jeudi \
            vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre \
            décembre heure heures temps fois monde pays état états gouvernement président ministre premier première \
            entreprise entreprises société groupe public police affirmé indiqué ajouté expliqué annoncé estimé millions \
            milliards millier euros personne personnes homme hommes femme femmes enfant enfants vie ville maison part \
            place nombre fin début grand grande grands petit nouveau nouvelle nouveaux bien mieux bon quatre cinq six \
            sept huit neuf dix rien quelque quelques certains certaines notamment pourtant cependant ensuite enfin près \
            loin environ lire article photo vidéo abonnés partager",
    },
    Common {
        language: "de",
        function: "der die das den dem des ein eine einer eines einem einen und in im an am auf aus bei mit nach seit von \
            vom zu zum zur für über unter vor hinter zwischen durch gegen ohne um bis als wie wenn dass daß ob weil da \
            so auch nur noch schon sehr mehr nicht kein keine keinen er sie es wir ihr ich du man sich sein seine \
            seiner seinen ihre ihren ihrer ist sind war waren wird werden wurde wurden worden hat haben hatte hatten \
            habe kann können konnte soll sollen muss müssen will wollen aber oder denn doch sondern dann hier dort \
            diese dieser dieses diesen diesem alle alles andere anderen was wer welche jetzt bereits immer wieder beim \
            ins sagte",
        news: "jahr jahre jahren monat monate woche wochen tag tage tagen uhr zeit heute gestern morgen montag dienstag \
            mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember menschen \
            mann frau kinder land welt regierung präsident minister polizei unternehmen prozent millionen milliarden \
            euro neue neuen neuer ersten erste zwei drei vier fünf mal laut teil ende stadt leben gut viele viel etwa \
            rund",
    },
    Common {
        language: "es",
        function: "el la los las un una unos unas de del al a en y e o u que con por para sin sobre entre hasta desde \
            hacia se su sus lo le les me te nos mi tu yo él ella ellos no ni si sí como más menos muy pero sino porque \
            cuando donde quien cual es son era eran fue fueron ser sido está están estaba ha han había haber hay este \
            esta esto estos estas ese esa eso esos otro otra otros otras todo toda todos todas también ya dos tras \
            según durante contra ante bajo cada",
        news: "año años mes meses semana día días hoy ayer mañana lunes martes miércoles jueves viernes sábado domingo \
            enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre hora horas vez \
            veces tiempo mundo país países gobierno presidente ministro policía empresa millones euros personas hombre \
            mujer parte ciudad vida primer primera nuevo nueva gran dijo dice explicó aseguró hace hacer puede tiene \
            tres cuatro",
    },
    Common {
        language: "it",
        function: "il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal \
            dalla in nel nella nei con su sul sulla per tra fra e ed o ma se che chi cui non più anche come quando dove \
            è sono era erano essere stato stata ha hanno aveva avere si ci ne suo sua suoi loro questo questa questi \
            quello quella tutto tutti altri altro dopo prima due già ancora molto così",
        news: "anno anni mese mesi settimana giorno giorni oggi ieri domani gennaio febbraio marzo aprile maggio giugno \
            luglio agosto settembre ottobre novembre dicembre governo presidente ministro polizia milioni euro persone \
            uomo donna parte città mondo paese vita nuovo nuova detto fatto tre",
    },
    Common {
        language: "pt",
        function: "o os as um uma uns umas de do da dos das em no na nos nas por pelo pela para com sem sobre entre até e \
            ou mas que quem se seu sua seus suas não mais muito também já como quando onde é são foi foram era ser \
            estar está estão tem têm tinha ter há este esta isso esse essa ele ela eles nós ao aos à às depois",
        news: "ano anos mês meses semana dia dias hoje ontem governo presidente ministro polícia empresa milhões pessoas \
            homem mulher parte cidade vida mundo país novo nova disse segundo três quatro",
    },
    Common {
        language: "nl",
        function: "de het een van en in op te dat die is was zijn waren wordt werd worden heeft hebben had niet ook met \
            voor aan door over bij uit naar om als maar of er dan nog al meer zich hij zij ze wij we je u ik dit deze \
            haar hun tot geen kan zal wel tegen onder na",
        news: "jaar jaren maand week dag dagen uur vandaag gisteren regering president minister politie bedrijf miljoen \
            miljard mensen man vrouw deel stad leven wereld land nieuwe twee drie vier volgens",
    },
    Common {
        language: "sv",
        function: "och att det som en ett på är av för med den till inte om har de ett var han hon men från eller vid så \
            kan när under efter också mot där vi sig ska skulle hade mer alla över ut upp blir blev mycket sedan",
        news: "",
    },
    Common {
        language: "da",
        function: "og at det som en et på er af for med den til ikke om har de var han hun men fra eller ved så kan når \
            under efter også mod der vi sig skal ville havde mere alle over ud op bliver blev meget siden",
        news: "",
    },
    Common {
        language: "pl",
        function: "i w z na do się nie że jest to o jak za po od przez ale dla czy był była było być są tym tego który która \
            które oraz tylko już także przed więcej może jego jej ich co tak bardzo",
        news: "",
    },
    Common {
        language: "cs",
        function: "a v se na že je to s z do o k i jako za by ale po který která které pro jsou byl byla bylo nebo jeho její \
            jejich však také už jen ještě když podle mezi při až své si",
        news: "",
    },
    Common {
        language: "ro",
        function: "și în de la cu pe din că nu este un o care a fost mai pentru sunt au se prin dar după sau către lui ei \
            le fi va ar ca acest această",
        news: "",
    },
    Common {
        language: "tr",
        function: "ve bir bu da de için ile olarak olan çok daha gibi kadar sonra en ne ama ya her o ise var yok mi \
            tarafından göre",
        news: "",
    },
    Common {
        language: "hu",
        function: "a az és hogy nem is egy van volt meg de ki ha már csak mint el ez még azt akkor szerint között után lesz",
        news: "",
    },
    Common {
        language: "ru",
        function: "и в на с по не что из за к для от это как о до его но также он она они мы был была было были или при так \
            же бы уже после который которые которая чтобы если ее их все только во со об под между году",
        news: "",
    },
    Common {
        language: "uk",
        function: "і в на з що не до у за для від це як та про його але також він вона вони ми був була було були або при \
            так вже після який які яка щоб якщо її їх все тільки під між році й",
        news: "",
    },
];
