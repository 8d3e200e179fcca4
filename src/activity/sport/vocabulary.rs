//! The words for sports.
//!
//! Source: the names that `OpenTracks` (before October 2023, in the language of the phone), Strava, Garmin Connect and Apple Health give to
//! kinds of activity, and the ordinary words of each language for them. One that a speaker could take for something else stands alone.

use super::Sport;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Means {
    /// A sport.
    Sport(Sport),
    /// That a run is one on trails.
    Trail,
    /// That a run is one indoors.
    Indoors,
    /// That an engine moved the body.
    Engine,
    /// Something that is none of the sports here, whatever stands beside it: a horse ride, a ski run.
    Elsewhere,
    /// That something was done, and not what.
    Workout,
    /// Nothing by itself; words are put together with it.
    Nothing,
}

/// The words, languages in no order; a blank parts them. One with `=` counts only where it is all that is said, as do those of several
/// parts, which have `_` between them.
pub(super) const WORDS: &[(Means, &str)] = &[
    (Means::Sport(Sport::Run), RUN),
    (Means::Sport(Sport::TrailRun), TRAIL_RUN),
    (Means::Sport(Sport::Treadmill), TREADMILL),
    (Means::Sport(Sport::Walk), WALK),
    (Means::Sport(Sport::Hike), HIKE),
    (Means::Sport(Sport::Ride), RIDE),
    (Means::Sport(Sport::Swim), SWIM),
    (Means::Sport(Sport::Strength), STRENGTH),
    (Means::Sport(Sport::Yoga), YOGA),
    (Means::Trail, "trail trails"),
    (Means::Indoors, "indoor indoors virtual virtuell virtuelle virtueller virtuelles =zwift"),
    (Means::Engine, ENGINE),
    (Means::Elsewhere, ELSEWHERE),
    (Means::Workout, WORKOUT),
    (Means::Nothing, NOTHING),
];

const RUN: &str = "\
run runs running runner jog jogs jogging footing parkrun marathon halfmarathon \
lauf läufe laufen joggen =course course_à_pied course_sur_route course_sur_piste courir \
=carrera carrera_a_pie carrera_continua carrera_en_pista correr trotar =trote =corsa corsa_su_strada corsa_su_pista podismo \
hardlopen hardloop hardloopsessie =rennen =corrida corrida_de_rua córrer =cursa cursa_a_peu =carreira \
löpning löprunda löptur löppass löpa =löp løb løbetur løbe løping løpetur =løp =jogge joggetur hlaup \
=bieg bieg_uliczny bieganie biegać běh běhání běhat beh behanie behať futás kocogás alergare =alergat alergări \
бег пробежка бегать джоггинг біг пробіжка бігати бягане тичане джогинг трчање trčanje =tek tekanje tek_na_prostem \
koşu koşma =koşmak τρέξιμο τζόκινγκ juoksu juokseminen juoksulenkki =juosta hölkkä jooks jooksmine sörkjooks skriešana skrējiens bėgimas \
bėgiojimas =korrika korrika_egin vrapim სირბილი վազք qaçış \
ランニング ジョギング =ラン マラソン 跑步 慢跑 晨跑 夜跑 长跑 長跑 户外跑 戶外跑 =跑 马拉松 馬拉松 달리기 러닝 런닝 조깅 마라톤 \
جري الجري ركض الركض هرولة الهرولة ריצה ריצת دویدن =دو दौड़ दौड़ना रनिंग जॉगिंग দৌড় \
lari berlari joging =chạy chạy_bộ วิ่ง จ็อกกิ้ง";

const TRAIL_RUN: &str = "\
trailrun trailrunning trailrunner skyrunning fellrunning fell_running =trail traillauf geländelauf \
course_en_montagne course_nature course_en_sentier course_sur_sentier carrera_de_montaña carrera_de_trail carrera_por_trail \
carrera_por_la_montaña carrera_por_montaña corsa_in_montagna corsa_su_sentiero corsa_trail trailhardlopen trailloop \
corrida_em_trilha corrida_de_montanha corrida_trail corrida_na_trilha cursa_de_muntanya curses_de_muntanya \
traillöpning terränglöpning trailløb terrænløb terrengløping terrengløp stiløping stiløp \
bieg_terenowy bieg_przełajowy bieg_trailowy biegi_przełajowe běh_v_terénu terénní_běh trailový_běh beh_v_teréne terénny_beh terepfutás \
alergare_montană alergare_pe_traseu alergare_trail трейл трейлраннинг бег_по_пересечённой_местности трейлранінг \
біг_по_пересіченій_місцевості планинско_бягане планинско_трчање planinsko_trčanje trail_trčanje gorski_tek trail_tek \
patika_koşusu arazi_koşusu ορεινό_τρέξιμο polkujuoksu maastojuoksu maastikujooks murdmaajooks taku_skriešana bėgimas_takais mendi_lasterketa \
トレイルラン トレイルランニング トレラン 越野跑 트레일러닝 트레일런 트레일 ריצת_שטח ריצת_שבילים ट्रेल_रनिंग lari_trail lari_lintas_alam \
chạy_địa_hình chạy_bộ_địa_hình chạy_trail วิ่งเทรล";

const TREADMILL: &str = "\
treadmill treadmills laufband tapis_de_course tapis_roulant course_virtuelle course_à_pied_virtuelle course_en_intérieur course_sur_tapis \
carrera_virtual cinta_de_correr carrera_en_cinta caminadora corsa_virtuale corsa_su_tapis_roulant corsa_al_coperto virtuele_hardloopsessie \
virtueel_hardlopen loopband corrida_virtual corrida_na_esteira =esteira cinta_de_córrer \
virtuell_löpning virtuell_löprunda löpband virtuelt_løb virtuel_løbetur løbebånd virtuell_løping virtuell_løpetur virtuelt_løp tredemølle \
bieg_wirtualny wirtualny_bieg bieżnia běžecký_pás běh_na_páse bežecký_pás futópad bandă_de_alergare bandă_de_alergat \
беговая_дорожка бег_на_дорожке бег_на_беговой_дорожке виртуальный_забег тредмил бігова_доріжка бягаща_пътека трака_за_трчање traka_za_trčanje \
tekalna_steza koşu_bandı διάδρομος_τρεξίματος juoksumatto jooksulint skrejceliņš bėgimo_takelis bėgtakis \
トレッドミル ランニングマシン ルームランナー 跑步机 跑步機 室内跑 室內跑 虚拟跑 虛擬跑 트레드밀 러닝머신 런닝머신 =실내달리기 실내_달리기 실내_러닝 \
جهاز_الجري السير_المتحرك הליכון تردمیل ट्रेडमिल máy_chạy_bộ ลู่วิ่ง";

const WALK: &str = "\
walk walks walking walker racewalking racewalk powerwalk powerwalking nordicwalking stroll strolling \
spaziergang spazieren spazierengehen gehen walken =marche marcher marche_à_pied marche_nordique marche_rapide promenade =balade \
caminata caminar =andar =paseo =marcha marcha_nórdica camminata camminare passeggiata wandeling wandelen caminhada caminhar caminada passejada \
gåtur =gång promenad =gå gönguferð =ganga spacer chód =marsz chodzenie chůze procházka chôdza prechádzka séta sétálás gyaloglás \
=plimbare mers_pe_jos ходьба =прогулка пешая_прогулка =прогулянка піша_прогулянка ходене =разходка ходање шетња hodanje šetnja hoja sprehod \
yürüyüş yürüme περπάτημα βάδισμα kävely käveleminen kävelylenkki sauvakävely kõndimine =kõnd jalutamine jalutuskäik kepikõnd \
staigāšana =pastaiga nūjošana ėjimas vaikščiojimas pasivaikščiojimas oinez ibiltzea \
ウォーキング 散歩 歩行 徒歩 步行 走路 散步 健走 快走 걷기 산책 워킹 도보 مشي المشي הליכה پیاده_روی پیاده‌روی चलना पैदल टहलना वॉकिंग \
jalan_kaki berjalan berjalan_kaki đi_bộ đi_dạo =เดิน =การเดิน";

const HIKE: &str = "\
hike hikes hiking hiker trek treks trekking mountaineering backpacking hillwalking \
wandern wanderung wandertour bergwandern bergwanderung bergtour bergsteigen randonnée randonnées randonnée_pédestre =rando \
senderismo excursionismo excursión montañismo escursione escursionismo hiken trektocht bergwandelen =trilha montanhismo =excursió excursionisme \
senderisme vandring vandra fjällvandring vandretur fjelltur fottur fjallganga wędrówka wędrówka_piesza turystyka_piesza piesza_wędrówka \
turistika =túra pěší_turistika túrázás gyalogtúra kirándulás drumeție drumeții =поход хайкинг треккинг пеший_туризм пеший_поход =похід хайкінг \
трекінг пешеходен_туризъм =преход планинарење planinarenje pohodništvo =pohod doğa_yürüyüşü πεζοπορία vaellus patikointi retkeily matkamine \
=matk pārgājiens žygis žygiavimas pėsčiųjų_žygis mendizaletasuna ハイキング 登山 トレッキング 徒步 远足 遠足 爬山 健行 하이킹 등산 트레킹 \
المشي_لمسافات_طويلة טיול_רגלי کوهنوردی کوه_نوردی हाइकिंग ट्रेकिंग लंबी_पैदल_यात्रा mendaki pendakian naik_gunung leo_núi \
đi_bộ_đường_dài เดินป่า เดินเขา ปีนเขา";

const RIDE: &str = "\
ride rides riding bike bikes biking bicycle bicycles bicycling cycle cycles cycling ebike ebikes ebiking emtb mtb mountainbike bmx cyclocross \
velomobile handcycle handcycling unicycle unicycling bikepacking spinning \
rad radfahren fahrrad radtour radfahrt rennrad radeln radsport biken mountainbiken gravelbike \
vélo cyclisme vtt sortie_à_vélo sortie_vélo vélo_virtuel sortie_virtuelle_à_vélo vélo_électrique =gravel bicicleta bici bicicleta_virtual ciclismo \
ciclismo_virtual ciclismo_de_montaña ciclismo_en_ruta vuelta_en_bicicleta pedalata pedalata_virtuale giro_in_bici giro_di_bici bicicletta \
fietsen fiets fietsrit fietstocht virtuele_fietsrit wielrennen pedalada pedalada_virtual passeio_de_bicicleta ciclisme txirrindularitza bizikleta \
cykling cykel cykla cykeltur cykelpass virtuell_cykling virtuel_cykling virtuel_cykeltur sykling sykkel sykle sykkeltur virtuell_sykling \
virtuell_sykkeltur hjólreiðar jazda_na_rowerze jazda_rowerem kolarstwo rower jazda_wirtualna wirtualna_jazda_na_rowerze kolarstwo_górskie \
cyklistika =kolo jízda_na_kole horské_kolo bicyklovanie bicykel jazda_na_bicykli kerékpározás kerékpár biciklizés bicikli bringázás \
ciclism bicicletă mers_pe_bicicletă велосипед велоспорт велопрогулка велотренировка езда_на_велосипеде велопрогулянка їзда_на_велосипеді \
колоездене каране_на_велосипед бициклизам бицикл вожња_бицикла biciklizam bicikl vožnja_biciklom kolesarjenje kolesarstvo \
bisiklet bisiklete_binme bisiklet_sürme ποδηλασία ποδήλατο pyöräily pyörälenkki maastopyöräily jalgrattasõit rattasõit jalgratas rattasport \
riteņbraukšana velobraukšana velosipēds dviratis važiavimas_dviračiu \
サイクリング 自転車 ロードバイク マウンテンバイク =ライド 骑行 騎行 骑车 騎車 自行车 自行車 单车 單車 脚踏车 腳踏車 자전거 사이클링 사이클 라이딩 \
دراجة الدراجة دراجات الدراجات ركوب_الدراجة ركوب_الدراجات אופניים =רכיבה دوچرخه دوچرخه_سواری साइकिल साइकिलिंग साइकिल_चलाना \
sepeda bersepeda đạp_xe xe_đạp đi_xe_đạp ปั่นจักรยาน จักรยาน";

const SWIM: &str = "\
swim swims swimming swimmer schwimmen schwimmtraining freischwimmen bahnenschwimmen freiwasserschwimmen natation natation_en_eau_libre nager \
natación natación_en_aguas_abiertas nadar nuoto nuotare nuoto_in_acque_libere zwemmen zwemsessie natação natació igeriketa \
simning simtur simma svømning svømmetur svømming svømme pływanie plavání plávanie úszás înot natație плавание плавання плуване пливање plivanje \
plavanje yüzme κολύμβηση κολύμπι uinti ujumine peldēšana plaukimas 水泳 スイミング 游泳 수영 سباحة السباحة שחייה שחיה شنا तैराकी तैरना स्विमिंग \
renang berenang bơi bơi_lội ว่ายน้ำ";

const STRENGTH: &str = "\
strength weight weights weightlifting weighttraining powerlifting kettlebell lifting kraft krafttraining kraftsport gewicht gewichte \
gewichtstraining gewichtheben musculation renforcement_musculaire entraînement_aux_poids_et_haltères haltérophilie \
entrenamiento_con_pesas entrenamiento_de_fuerza levantamiento_de_pesas pesas allenamento_con_i_pesi allenamento_con_pesi sollevamento_pesi \
pesistica krachttraining gewichttraining treinamento_com_pesos treino_com_pesos treino_de_força musculação entrenament_de_força \
styrketräning styrketræning styrketrening vægttræning vægtløftning vekttrening trening_siłowy podnoszenie_ciężarów silový_trénink posilování \
silový_tréning posilňovanie erőedzés antrenament_de_forță antrenament_cu_greutăți силовая_тренировка силовые_тренировки силове_тренування \
силова_тренировка тренинг_снаге trening_snage vadba_za_moč kuvvet_antrenmanı ağırlık_antrenmanı ağırlık_çalışması προπόνηση_δύναμης ενδυνάμωση \
voimaharjoittelu jõutreening spēka_treniņš jėgos_treniruotė 筋トレ 筋力トレーニング ウエイトトレーニング ウェイトトレーニング 力量训练 力量訓練 \
重量訓練 重量训练 重训 重訓 举重 舉重 근력 웨이트 تدريب_القوة تمارين_القوة رفع_الأثقال אימון_כוח بدنسازی تمرین_قدرتی शक्ति_प्रशिक्षण latihan_beban \
latihan_kekuatan angkat_beban tập_tạ เวทเทรนนิ่ง";

const YOGA: &str = "\
yoga pilates flexibility stretch stretching mobility dehnen joga ioga jóga jooga étirements estiramientos rozciąganie \
йога пилатес растяжка γιόγκα πιλάτες ヨガ ピラティス ストレッチ 瑜伽 瑜珈 普拉提 拉伸 요가 필라테스 스트레칭 يوغا اليوغا יוגה פילאטיס یوگا योग \
योगा โยคะ พิลาทิส";

const ENGINE: &str = "\
motor motors motorised motorized motorsport motorsports motorcycle motorcycles motorcycling motorbike motorbikes motorbiking motorcyclist \
motocross moto motos scooter scooters escooter moped mopeds car cars automobile drive drives driving bus buses taxi tram truck lorry tractor \
jeep atv =quad auto_racing snowmobile snowmobiling jetski powerboat powerboating motorboat motorboating boating ferry plane airplane aeroplane aircraft \
flight flights =fly flying helicopter drone =train train_ride train_travel =subway =metro =transit public_transport public_transportation commute_by_car \
motorrad motorradfahren motorroller autofahrt autofahren auto_fahren bahnfahrt zugfahrt busfahrt flug fliegen flugzeug fähre straßenbahn =zug \
voiture =conduite conduite_automobile avion =camion coche conducir conducción motocicleta motociclismo autobús automóvil =manejar motocicletta \
motociclo aereo treno autobus guida_auto autorijden autorit motorfiets motorrijden vliegtuig trein carro carros dirigir condução avião trem comboio \
ônibus autocarro bil bilkörning bilresa motorcykel flyg bilkørsel =kørsel bilkjøring =kjøring motorsykkel samochód samochodem jazda_samochodem \
motocykl samolot pociąg jízda_autem motorka letadlo vlak autózás motorkerékpár repülő vonat busz motocicletă =condus \
автомобиль вождение мотоцикл самолёт поезд автобус автомобіль водіння літак потяг шофиране мотоциклет самолет аутомобил \
automobil motocikl motocikls vožnja_automobilom zrakoplov araba araba_sürme motosiklet uçak otobüs αυτοκίνητο οδήγηση μοτοσικλέτα μοτοσυκλέτα \
αεροπλάνο τρένο λεωφορείο autoilu moottoripyörä moottoripyöräily lentokone juna bussi autosõit mootorratas lennuk rong automašīna lidmašīna \
vilciens automobilis motociklas lėktuvas traukinys ドライブ 運転 自動車 オートバイ 飛行機 電車 =バス 驾车 駕車 开车 開車 自驾 自駕 驾驶 駕駛 汽车 汽車 摩托 \
飞机 飛機 飞行 飛行 火车 火車 公交 地铁 地鐵 운전 자동차 드라이브 오토바이 비행기 기차 버스 지하철 سيارة السيارة قيادة القيادة نارية النارية طائرة قطار حافلة \
נהיגה מכונית אופנוע טיסה מטוס רכבת אוטובוס رانندگی خودرو موتورسیکلت هواپیما ड्राइविंग मोटरसाइकिल हवाई_जहाज mobil mengemudi pesawat \
sepeda_motor lái_xe ô_tô xe_máy máy_bay ขับรถ รถยนต์ มอเตอร์ไซค์ จักรยานยนต์ เครื่องบิน";

const ELSEWHERE: &str = "\
ski skis skiing skier skitour skitouring snowboard snowboarding snowshoe snowshoes snowshoeing sled sledding sledging luge skate skates skater \
skating skateboard skateboarding iceskate iceskating inline rollerblade rollerblading rollerski rollerskiing row rowing kayak kayaking canoe \
canoeing paddle paddling paddleboard paddleboarding =sup surf surfing windsurf windsurfing kitesurf kitesurfing kiteboarding wakeboard \
wakeboarding waterski waterskiing boat sail sailing yacht dive diving scuba snorkel snorkeling snorkelling fishing hunting golf golfing tennis \
squash badminton padel pickleball racquetball racket football soccer basketball volleyball handball baseball softball cricket rugby hockey \
lacrosse polo boxing kickboxing martial judo karate taekwondo wrestling fencing archery shooting dance dancing zumba ballet gymnastics horse \
horseback equestrian wheelchair elliptical crosstrainer skydiving paragliding parachuting hanggliding gliding wingsuit triathlon duathlon \
aquathlon swimrun biathlon pentathlon multisport swimbikerun multi_sport transition grinding tactical jumpmaster gaming rafting tubing wakesurfing rope geocaching apnea shopping repair gardening housework \
langlauf skilanglauf skilauf eislauf eislaufen schlittschuh schlittschuhlaufen skifahren schlitten rodeln rudern paddeln kanu kajak segeln surfen \
reiten ausritt tauchen fechten turnen tanzen fußball fussball inlineskaten inlineskating inliner rollstuhl schneeschuh einkaufen \
raquettes raquette fauteuil aviron canoë voile équitation équestre patinage patin esquí patinaje =remo =vela piragüismo caballo ruedas sci \
pattinaggio canottaggio cavallo equitazione schaatsen skiën langlaufen roeien zeilen paardrijden rolstoel esqui patinação cavalo \
skidor skidåkning längdskidåkning längdskidor skridskor skridskoåkning rodd segling ridning rullskidor skiløb langrend skøjteløb rulleskøjter \
roning sejlads skigåing langrenn skøyter roing seiling rulleski skitur narty narciarstwo narciarski narciarskie nartach łyżwy łyżwiarstwo \
wioślarstwo żeglarstwo rolki kajakarstwo konna jazda_konna lyže lyžování lyžích běžky bruslení veslování plachtění lyžovanie lyžiach bežky \
korčuľovanie veslovanie síelés sífutás korcsolyázás evezés vitorlázás lovaglás schi patinaj canotaj лыжи лыжах лыжный лыжная лыжные коньки \
коньках роликах гребля парусный верховая сноуборд лижі лижах лижний ковзани веслування ски кънки гребане скијање skijanje smučeh smučanje \
paten kürek yelken σκι κωπηλασία ιστιοπλοΐα hiihto maastohiihto luistelu soutu melonta purjehdus ratsastus laskettelu rullaluistelu \
suusatamine uisutamine sõudmine slēpošana slidošana airēšana slidinėjimas čiuožimas irklavimas スキー スノーボード スケート カヌー カヤック ボート \
サーフィン 乗馬 滑雪 滑冰 轮滑 溜冰 划船 皮划艇 赛艇 冲浪 骑马 騎馬 帆船 스키 스노보드 스케이트 카약 카누 서핑 승마 تزلج التزلج تجديف التجديف סקי חתירה שיט \
סוסים";

const WORKOUT: &str = "\
other others workout workouts training trainings exercise fitness cardio sport sports gym crossfit crosstraining hiit circuit bootcamp \
climbing climb bouldering klettern escalade escalada arrampicata stair stairs stairclimber stairmaster stepper meditation breathwork breathing \
sleep entraînement entrenamiento allenamento treino träning træning trening тренировка тренування sonstige sonstiges andere anderes \
autre autres otro otra otros altro altri overig outro outros annat annet inne jiné iné egyéb altele другое інше друго diğer άλλο muu その他 其他 其它 \
기타 أخرى אחר سایر अन्य lainnya khác อื่นๆ";

const NOTHING: &str = "\
mountain road open water pool outdoor track street ultra hand morning lunch afternoon evening night easy long tempo interval race speed power \
nordic recovery base hill country lap half wald berg dauer abend morgen mittag mittags nachmittag nachmittags vormittag vormittags nacht \
fahren fahrt tour ausfahrt einheit halle hallen bahn bahnen becken straßen strassen stadt park wett volks intervall renn wander winter sommer \
regenerations grundlagen genuss orientierungs firmen silvester benefiz hindernis cross feierabend morgon kväll aften terräng freiwasser";
