/** For tests: common passwords, of all the kinds that password crackers try. The owner is Ada Lovelace. */
export const BAD_PASSWORDS: readonly string[] = `password12345
iloveyou1234
adminadmin12
Welcome2026!!
january2026!
passwordpassword
PasswordPassword
Password123456!
P@ssw0rd12345
p4$$w0rd!2026
PA$$WORD2027!!
drowssapdrowssap
drowssap12345
123456drowssap
qwertyuiop123
QwertyUiop123!
qwertzuiop123
azertyuiop123
1qaz2wsx3edc4rfv
!QAZ2wsx#EDC4rfv
zaq1xsw2cde3vfr4
qazwsxedcrfvtgb
1q2w3e4r5t6y7u8i
asdfghjkl;'asdf
zxcvbnm,./zxcv
poiuytrewqlkjh
mnbvcxzlkjhgf
yxcvbnm,.-yxcvb
wxcvbn,;:!wxcvbn
йцукенгшщзхъ
фывапролджэ123
ЙЦУКЕН123456
ςερτυθιοπ1234
קראטוןםפ1234
789456123000
147258369147258
987654321987654
123456789012345
0123456789012
1234512345123
112233445566
111222333444
aaaaaaaaaaaaaaaa
AAAAaaaa1111
abababababab
abcabcabcabc
abcdefghijklm
zyxwvutsrqpon
acegikmoqsuwy
абвгдежзийкл
αβγδεζηθικλμ
13579135791357
2026-11-28-2026-11-28
28.11.2026 28.11.2026
28112026 28112026
19841984198419
1990-1991-1992
november 2026!
November28,2026
Monday2026Monday
Summer2026Summer
Summer2026!!!
Winter2025/26!
Spring-2027-Spring
Sommer2026Sommer!
Herbst2026!!!
Printemps2026!
automne-2026-automne
Verano2026!!!
primavera2026
Estate2026Estate
Zomer2026!!!!
Лето2026Лето!
Октябрь2026!
Januar2026Januar!
Dezember#2026
Février2026!!
Août2026Août!
Settembre2026
Październik2026
Passwort12345
Passwort!2026
Kennwort12345
motdepasse123
MotDePasse2026!
contraseña123
Contraseña2026!
senhasenha123
Senha@123456
lösenord12345
salasana12345
wachtwoord123
hasłohasło123
пароль123456
парольпароль
Пароль-Пароль1
ichliebedich1
IchLiebeDich2026
jetaimejetaime
JeTaime123456
teamoteamo123
tiamotiamo2026
ятебялюблю123
bonjour123456
привет123456
letmeinletmein
letmein123456!
changeme12345
changeme!2026
monkey123monkey
dragon1234567
DragonDragon1!
football2026!
iloveyoudaddy
superman12345
batmanbatman1
princess12345!
sunshine2026!
starwars12345
michael123456
MichaelJordan23
jessicajessica
Jennifer1990!
liverpool2026
charlie123456
trustno1trustno1
whatever12345
computer12345
internet2026!
administrator
Administrator1!
administrator2026
root1234567890
rootrootroot1
login123login
guestguest123
server2026!!!
correcthorsebatterystaple
Correct Horse Battery Staple!
the quick brown fox
To be, or not to be!
may the force be with you
this is my password
p a s s w o r d 1 2 3
pass word pass word
ｐａｓｓｗｏｒｄ１２３４５
password\u200b\u200b\u200b\u200b\u200b
gfhjkmgfhjkm
ghbdtn123456
$ummer2026$ummer
W3lc0m3!2026
1L0v3Y0u2026
l3tm31n123456
5uperm4n2026!
M0nk3yM0nk3y
adalovelace2026
star wars 2026!
God is good!
lord of the rings
Game-of-Thrones-1
Covid19Covid19!
Sommerferien2026
Joyeux Noel 2025
San Francisco 49
Москва2026!!!!
Наташа12345678
Lovelace!Lovelace`
  .split("\n")
  .map((line) => line.replaceAll("\\u200b", "\u200b"));

/** For tests: passwords that are on no list, in several languages and scripts. */
export const GOOD_PASSWORDS: readonly string[] = `correct horse battery
a longer way to say it
a long enough password
a password of my own
a new lock for the door
a new password of mallory
p@ss word/1 and mug
for-measurements-only
my cat eats at noon
blue chair seven lamps
quokka trampoline verdict
staple battery horse correct
Tell me the truth 42
Tr0ub4dor&3 yes please
purple otters juggle quietly
we planted leeks behind the shed
grandma's kettle whistles in G
seventeen tired accountants
Rainy platform, missed train
kj3hf8sdlkfj2l3k
zX9#kL2$mN5^qR8
vTq7-mWz2-hKp9
Gx4!rbn8Wq@z
hunbvyqkzmwo
wolpe-dranif-45-kuz
0x7f3ab91c44e2d6
R7!tzu&Lk0pQw
T3#mq9Vx!b2Z
nzkqvwmhrtpx
48 leaking buckets
vier rote Fahrräder im Regen
Der Hamster frisst keine Schrauben
grüne Gläser klirren leise
elle mange trois pommes
un parapluie sous la baignoire
le hérisson traverse lentement
cinco gatos duermen en el tejado
mi tía colecciona botones rojos
tre lampade nella cantina
a minha avó planta girassóis
vijf natte sokken op zolder
kolme kissaa istuu katolla
siedem mokrych parasoli na strychu
zelený čaj a děravý deštník
винтовой зелёный чайник
кот ест холодный борщ
три мокрых зонта на чердаке
πράσινο ποδήλατο στη βροχή
חתול ירוק על גג רטוב
قط أخضر فوق سطح مبلل
हरी साइकिल बारिश में
สามแมวเขียวบนหลังคา
yeşil bisiklet yağmurda durur
我喜欢在早上喝绿茶然后散步
緑色の自転車が雨の中で歌う
비 오는 날 초록색 자전거
café au lait 12 mugs
naïve façade, déjà-vu?
🦊 lemon 🚲 planet 🧀 kite
𝒻ancy letters on a mug
ｆｕｌｌ　ｗｉｄｔｈ　ｕｍｂｒｅｌｌａｓ
 leading and trailing wind 
tabs\tand spaces\tmix well
winter tyres cost 400 guilders
my dog was born in june near Oslo
plaid otter ferry
brown bread with jam on Tuesdays
кофе остыл пока я спал
hvorfor er katten grønn
password managers are great
ada met charles at a dull party`
  .split("\n")
  .map((line) => line.replaceAll("\\t", "\t"));
