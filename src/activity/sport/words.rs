//! The words for sports in other languages than English and German, in which services write them for an account.
//!
//! Each is compared whole, in lower case without blanks, hyphens and underscores: `corsa` is running, and what else
//! contains it may be a race on wheels.

use super::Sport;

/// French, Spanish, Italian, Dutch, Portuguese, Swedish, Danish, Norwegian and Polish, by sport; a blank parts them.
pub(super) const WHOLE_WORDS: &[(Sport, &str)] = &[
    (
        Sport::Run,
        "courseàpied course footing carrera correr corsa hardlopen hardloopsessie corrida löpning löprunda löptur \
         löppass løb løbetur løping løpetur løp bieg bieganie",
    ),
    (
        Sport::TrailRun,
        "trail courseenmontagne coursenature carrerademontaña carreradetrail carreraportrail carreraporlamontaña \
         corsainmontagna corsasusentiero corsatrail trailhardlopen trailloop corridaemtrilha corridademontanha \
         corridatrail traillöpning terränglöpning trailløb terrænløb terrengløping terrengløp stiløping stiløp \
         biegterenowy biegprzełajowy biegtrailowy biegiprzełajowe",
    ),
    (
        Sport::Treadmill,
        "coursevirtuelle courseàpiedvirtuelle tapisdecourse tapisroulant courseenintérieur carreravirtual \
         cintadecorrer corsavirtuale corsasutapisroulant virtuelehardloopsessie virtueelhardlopen loopband \
         corridavirtual corridanaesteira esteira virtuelllöpning virtuelllöprunda löpband virtueltløb virtuelløbetur \
         løbebånd virtuellløping virtuellløpetur virtueltløp tredemølle biegwirtualny wirtualnybieg bieżnia",
    ),
    (
        Sport::Ride,
        "vélo sortieàvélo sortievélo cyclisme vtt vélovirtuel sortievirtuelleàvélo véloélectrique gravel bicicleta \
         bicicletavirtual ciclismo ciclismovirtual ciclismodemontaña ciclismoenruta vueltaenbicicleta bici pedalata \
         pedalatavirtuale girodibici giroinbici mountainbike fietsen fietsrit fietstocht virtuelefietsrit wielrennen \
         pedalada pedaladavirtual passeiodebicicleta cykling cykeltur cykelpass virtuellcykling virtuelcykling \
         virtuelcykeltur sykling sykkeltur virtuellsykling virtuellsykkeltur jazdanarowerze jazdarowerem kolarstwo \
         rower jazdawirtualna wirtualnajazdanarowerze kolarstwogórskie",
    ),
    (
        Sport::Walk,
        "marche promenade caminata caminar paseo camminata passeggiata wandeling wandelen caminhada gåtur gång \
         promenad spacer chód marsz",
    ),
    (
        Sport::Hike,
        "randonnée randonnéepédestre senderismo excursionismo excursión escursione escursionismo hiken trektocht \
         trilha vandring vandretur fjelltur fottur wędrówka wędrówkapiesza turystykapiesza",
    ),
    (
        Sport::Swim,
        "natation natationeneaulibre natación nataciónenaguasabiertas nadar nuoto nuotoinacquelibere zwemmen \
         zwemsessie natação simning simtur svømning svømmetur svømming pływanie",
    ),
    (
        Sport::Strength,
        "musculation renforcementmusculaire entraînementauxpoidsethaltères entrenamientoconpesas \
         entrenamientodefuerza levantamientodepesas pesas allenamentoconipesi allenamentoconpesi sollevamentopesi \
         pesistica krachttraining gewichttraining treinamentocompesos treinocompesos treinodeforça musculação \
         styrketräning styrketræning vægttræning vægtløftning styrketrening vekttrening treningsiłowy \
         podnoszenieciężarów",
    ),
    (Sport::Yoga, "joga ioga étirements estiramientos stretching rozciąganie"),
];
