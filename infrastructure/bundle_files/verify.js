// Checks an evidence bundle with the npm package @sigstore/verify.
//
//     node verify.js DIR VKEY
//
// It reads the checkpoint and every event with its proof.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { createHash, createPublicKey } = require('node:crypto');
const { verifyCheckpoint } = require('@sigstore/verify/dist/tlog/checkpoint');
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle');

const ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

function demand(right, why) {
  if (!right) throw new Error(why);
}

// The same bytes in other letters are refused.
function fromBase64(written) {
  const decoded = Buffer.from(written, 'base64');
  demand(decoded.toString('base64') === written, 'something is not written as it should be');
  return decoded;
}

function logOf(vkey) {
  const [name, id, ...rest] = vkey.split('+');
  const key = fromBase64(rest.join('+'));
  const hash = createHash('sha256').update(`${name}\n`).update(key).digest();
  demand(key[0] === 1 && hash.subarray(0, 4).toString('hex') === id, 'this is no key of a log');
  const publicKey = createPublicKey({
    key: Buffer.concat([ED25519, key.subarray(1)]), format: 'der', type: 'spki',
  });
  return { name, logID: hash, baseURL: name, publicKey };
}

function entryOf(proof, leaf) {
  const end = proof.indexOf('\n\n');
  const [kind, index, ...hashes] = proof.slice(0, end).split('\n');
  demand(end > 0 && kind === 'c2sp.org/tlog-proof@v1', 'this is no proof');
  demand(/^index (0|[1-9][0-9]*)$/.test(index), 'the proof does not say of which event');
  return {
    canonicalizedBody: leaf,
    inclusionProof: {
      logIndex: index.slice('index '.length),
      hashes: hashes.map(fromBase64),
      checkpoint: { envelope: proof.slice(end + 2) },
    },
  };
}

function verify(dir, vkey) {
  const log = logOf(vkey);
  const signed = fs.readFileSync(path.join(dir, 'checkpoint'), 'utf8');
  const [, signature] = signed.split('\n\n');
  const [dash, name, encoded, ...more] = signature.trimEnd().split(' ');
  const written = `${dash} ${name} ${fromBase64(encoded).toString('base64')}\n`;
  demand(more.length === 0 && name === log.name && written === signature, 'not signed by the log');
  const events = fs.readdirSync(path.join(dir, 'events')).filter((each) => each.endsWith('.leaf'));
  let checkpoint;
  for (const each of events) {
    const file = path.join(dir, 'events', each);
    const proof = fs.readFileSync(file.replace(/leaf$/, 'tlog-proof'), 'utf8');
    const entry = entryOf(proof, fs.readFileSync(file));
    const { logIndex, checkpoint: { envelope } } = entry.inclusionProof;
    demand(envelope === signed && `${BigInt(logIndex) + 1n}.leaf` === each, `not of ${each}`);
    checkpoint = verifyCheckpoint(entry, [log]);
    demand(checkpoint.origin === log.name && checkpoint.rest.length === 0, 'of another log');
    verifyMerkleInclusion(entry, checkpoint);
  }
  return `${events.length} events hold under ${log.name} at ${checkpoint.logSize}`;
}

try {
  console.log(verify(process.argv[2], process.argv[3]));
} catch (no) {
  console.error(`REFUSED: ${no.message}`);
  process.exit(1);
}
