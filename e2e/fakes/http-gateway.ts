import { type FakeHttp, startFakeHttp } from './http-server'

/** An operator's own gateway, for the signed POST and the GET format alike: accepts everything unless told otherwise. */
export const startFakeHttpGateway = (): Promise<FakeHttp> =>
  startFakeHttp({ status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"id":"gw_1"}' })
