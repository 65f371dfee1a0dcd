// Why something is doubted, in words: of a turn, and of a whole recording.

import { t } from '../words';

const KNOWN: Record<string, string> = {
  low_confidence: 'The model was not sure of these words', repetition: 'The model repeated itself here', no_speech: 'There may be no speech here',
  implausible_rate: 'Far more or far fewer words than anybody says in that time',
  dual_mono: 'Both channels are the same', clipped: 'The recording is too loud in places', truncated: 'The recording ends early', damaged: 'Parts of the recording cannot be read',
  too_quiet: 'The recording is very quiet', crosstalk: 'One side is heard on the other channel too', roles_doubtful: 'Agent and customer may be the wrong way round', sentiment_unsupported: 'The sentiment model does not read this language',
};

export function flagWords(flag: string): string {
  return KNOWN[flag] ? t(KNOWN[flag]) : flag.replaceAll('_', ' ');
}
