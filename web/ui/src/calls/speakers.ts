// Who speaks, set right: agent and customer change places, and back. Nothing is heard again; every figure follows.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { done, failed } from '../shell/notice';
import { t } from '../words';
import type { Leg } from './call';
import { callsChanged } from './tags';

/** `null` where nobody is known as agent or customer. */
export function useSwap(callId: string, leg: Leg | undefined): { run: () => void; isPending: boolean } | null {
  const client = useQueryClient();
  const swap = useMutation({
    mutationFn: (_: 'there' | 'back') => answer(api.POST('/v1/calls/{id}/swap-speakers', { params: { path: { id: callId }, query: { leg: leg?.id } }, body: {} })),
    onSuccess: (_, way) => {
      done(way === 'there' ? t('Agent and customer have changed places') : t('As they were before'), way === 'there' ? () => swap.mutate('back') : undefined);
      callsChanged(client, callId);
      void client.invalidateQueries({ queryKey: ['trace', callId] });
    },
    onError: (error) => failed(error),
  });
  const isKnown = leg?.analysis?.turns.some((turn) => turn.speaker === 'agent' || turn.speaker === 'customer') ?? false;
  return isKnown ? { run: () => swap.mutate('there'), isPending: swap.isPending } : null;
}

/** Says whose voice is on each channel, where that was not known. */
export function useNaming(callId: string, leg: Leg): { name: (roles: string[]) => void; isPending: boolean } {
  const client = useQueryClient();
  const naming = useMutation({
    mutationFn: (roles: string[]) => answer(api.POST('/v1/calls/{id}/swap-speakers', { params: { path: { id: callId }, query: { leg: leg.id } }, body: { roles } })),
    onSuccess: () => { done(t('Agent and customer are known')); callsChanged(client, callId); },
    onError: (error) => failed(error),
  });
  return { name: (roles) => naming.mutate(roles), isPending: naming.isPending };
}
