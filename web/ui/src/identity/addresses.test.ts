import { expect, it } from 'vitest';
import { addressesOf } from './addresses';

it('addresses are found in whatever was pasted', () => {
  expect(addressesOf('ann@acme.example\nbo@acme.example, "Cy Dee" <cy@acme.example>;dee@acme.example')).toEqual(['ann@acme.example', 'bo@acme.example', 'cy@acme.example', 'dee@acme.example']);
  expect(addressesOf('ann@acme.example bo@acme.example')).toEqual(['ann@acme.example', 'bo@acme.example']);
  expect(addressesOf('not-an-address\n\n')).toEqual(['not-an-address']);
  expect(addressesOf(' \n, ')).toEqual([]);
});
