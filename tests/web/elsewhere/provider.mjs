// An identity provider for tests, made of npm's oidc-provider. Who is signed in there is said by
// opening /as/NUMBER; nobody, and it turns people away, until then.
//
//     PEOPLE='{"1": {"email": …}}' node provider.mjs PORT ADDRESS_TO_GO_BACK_TO
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [port, back] = process.argv.slice(2);
const people = JSON.parse(process.env.PEOPLE);
let who = null;

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: 'tiebeam', client_secret: 'known to tests', redirect_uris: [back] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['made up for tests'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, asked) => `/asked/${asked.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  async loadExistingGrant({ oidc }) {
    const ids = { clientId: oidc.client.clientId, accountId: oidc.session.accountId };
    const grant = new oidc.provider.Grant(ids);
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();

createServer(async (request, response) => {
  const [, what, number] = request.url.split('/');
  if (what === 'as') {
    who = number;
    response.end('so be it');
  } else if (what === 'asked') {
    const result = who ? { login: { accountId: who } } : { error: 'access_denied' };
    await provider.interactionFinished(request, response, result);
  } else {
    answer(request, response);
  }
}).listen(Number(port), '127.0.0.1', () => console.log('waits'));
