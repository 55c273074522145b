/**
 * Letters of one script that look like one of another, or like another one of the same: after each stands what it is read as.
 * The letters of Unicode's confusables (UTS 39) that people's names are written with, in both cases.
 */
const PAIRS = `
аa еe оo рp сc уy хx іi јj ѕs һh ԁd ӏl ԛq ԝw ѵv кk мm тt вb нh ьb гr пn ёë їï АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX Іl Ӏl ЈJ ЅS ԚQ ԜW ЁË ЇÏ
αa βb γy εe ηn ιi κk νv οo ρp τt υu χx ωw άá έé ίí όó ύú ΑA ΒB ΕE ΖZ ΗH Ιl ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX
օo ոn սu հh ցg յj զq ՕO ՍU ԼL
Il 1l 0o ıi ɑa ɡg ɩi ɪi ʀr ɴn ʏy ʜh ʟl ʙb ɢg ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ꜱs
סo וl ןl اl هo يی ىی كک
ニ二 カ力 ロ口 ト卜 ー一 エ工 タ夕 ハ八 オ才 へヘ べベ ぺペ ノ丿`;

export const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  PAIRS.trim()
    .split(/\s+/)
    .map((pair) => [...pair] as [string, string]),
);

/** The same for all texts that look the same: compared, never shown. `rn` is read as m, `vv` as w. */
export function skeletonOf(text: string): string {
  const read = [...text.normalize("NFKC")].map((letter) => LOOKALIKES.get(letter) ?? letter).join("");
  return read
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replaceAll("rn", "m")
    .replaceAll("vv", "w");
}
