import { z } from 'zod'
import { def } from './error-definition'

/** Refusals of tracked actions and their authenticators: contracts/authsignal.md §4. */
export const stepUpErrors = {
  'action.closed': def(403, 'This action was decided and is open no more.'),
  'action.method_not_permitted': def(400, 'This action cannot be verified by that method.'),
  'action.not_configured': def(400, 'No method is active for this action.'),
  'action.conflict': def(409, 'This idempotency key was used for something else.'),
  'action.illegal_move': def(
    400,
    'The action cannot go from its state to that one.',
    z.object({ from: z.string(), to: z.string() }),
  ),
  'action.scope_missing': def(403, 'This token may not change authenticators.', z.object({ scope: z.string() })),
  'authenticator.not_found': def(400, 'There is no authenticator or contact for this method.'),
  'authenticator.disabled': def(400, 'This authenticator is switched off.'),
  'authenticator.exists': def(409, 'There is an authenticator for this method already.'),
}
