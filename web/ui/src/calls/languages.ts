// The languages that a model of many knows, by ISO 639-1 (a few have three letters), the most spoken first in lists by their names in the language that is spoken.

import { spoken } from '../words';
import type { Analysis } from './call';

const CODES = 'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su'.split(' ');

/** As browsers know it: Javanese goes by another code than the models'. */
export function tagOf(code: string): string {
  return code === 'jw' ? 'jv' : code;
}

/** In which language the words of a channel are to be read aloud: its own, else that of the recording. */
export function langOf({ language, quality }: { language: string; quality: Pick<Analysis['quality'], 'languages'> }, channel: number): string {
  return tagOf(quality.languages?.find((each) => each.channel === channel)?.language ?? language);
}

export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([spoken()], { type: 'language' }).of(tagOf(code)) ?? code;
  } catch {
    return code;
  }
}

/** As a field of choice takes them. */
export function languageChoices(): { value: string; label: string }[] {
  return CODES.map((value) => ({ value, label: languageName(value) })).sort((a, b) => a.label.localeCompare(b.label, spoken()));
}
