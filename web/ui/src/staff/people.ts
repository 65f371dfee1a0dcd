// The staff, as those who may see it do.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type StaffMember = Schemas['StaffMember'];

export const staffListQuery = queryOptions({ queryKey: ['staff', 'people'], queryFn: async () => (await answer(api.GET('/admin/v1/staff'))).data });
