// The languages that a model of many knows, by ISO 639-1 (a few have three letters), the most spoken first in lists by their names in the language that is spoken.

import { spoken } from '../words';

const CODES = 'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su'.split(' ');

export function languageName(code: string): string {
  try {
    // Javanese goes by another code than the models'.
    return new Intl.DisplayNames([spoken()], { type: 'language' }).of(code === 'jw' ? 'jv' : code) ?? code;
  } catch {
    return code;
  }
}

/** As a field of choice takes them. */
export function languageChoices(): { value: string; label: string }[] {
  return CODES.map((value) => ({ value, label: languageName(value) })).sort((a, b) => a.label.localeCompare(b.label, spoken()));
}
