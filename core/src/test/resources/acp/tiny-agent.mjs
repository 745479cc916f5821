// An agent for tests that speaks the Agent Client Protocol over its standard streams; what it does follows from the prompt.
import fs from 'node:fs';
import readline from 'node:readline';

const write = (line) => process.stdout.write(line + '\n');
const send = (message) => write(JSON.stringify({jsonrpc: '2.0', ...message}));
const update = (body) => send({method: 'session/update', params: {sessionId: 'tiny-1', update: body}});
const say = (text) => update({sessionUpdate: 'agent_message_chunk', content: {type: 'text', text}});
const asked = new Map();
let turn = null;

function ask(method, params, then) {
  const id = 'ask-' + (asked.size + 1);
  asked.set(id, then);
  send({id, method, params});
}

function end(stopReason) {
  send({id: turn, result: {stopReason}});
  turn = null;
}

// With a model: what it was told is kept in the home, how often the model answered in the workspace.
async function work(text) {
  fs.appendFileSync(process.env.HOME + '/told', text.split(' ')[0] + '\n');
  const answer = await fetch(process.env.MODEL + '/v1/messages', {method: 'POST', body: '{}'});
  if (!answer.ok) {
    send({id: turn, error: {code: -32603, message: 'the model answered ' + answer.status}});
    turn = null;
    return;
  }
  fs.appendFileSync('answers', 'one\n');
  say(fs.readFileSync(process.env.HOME + '/told', 'utf8'));
  end('end_turn');
}

function prompt(text) {
  if (process.env.MODEL) {
    work(text);
    return;
  }
  switch (text) {
    case 'permission':
      ask('session/request_permission', {
        sessionId: 'tiny-1',
        toolCall: {toolCallId: 'c1', title: 'touch x', kind: 'execute', status: 'pending', rawInput: {command: 'touch x'}},
        options: [{optionId: 'n', name: 'No', kind: 'reject_once'}, {optionId: 'y', name: 'Yes', kind: 'allow_once'}],
      }, (answer) => { say(JSON.stringify(answer.result.outcome)); end('end_turn'); });
      return;
    case 'files':
      ask('fs/read_text_file', {sessionId: 'tiny-1', path: '/etc/passwd'}, (answer) => { say('code ' + answer.error.code); end('end_turn'); });
      return;
    case 'hostile':
      write('no json at all');
      write('{"jsonrpc":"2.0","id":null,"result":null}');
      write('['.repeat(100000));
      write('{"method":"session/update","method":"session/update"}');
      write('x'.repeat(17 * 1024 * 1024));
      process.stdout.write(Buffer.from([0xff, 0xfe, 0xc0, 0x0a]));
      update({sessionUpdate: 'tool_call', toolCallId: 7, title: {}, content: 'no list', locations: [1, null]});
      say('\ud800still here');
      end('end_turn');
      return;
    case 'slow':
      update({sessionUpdate: 'tool_call', toolCallId: 'c2', title: 'sleep', status: 'in_progress'});
      return;
    case 'crash':
      process.exit(9);
      return;
    default:
      say('you said ' + text);
      end('end_turn');
  }
}

readline.createInterface({input: process.stdin}).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.method === undefined) {
    asked.get(message.id)?.(message);
    return;
  }
  switch (message.method) {
    case 'initialize':
      send({id: message.id, result: {protocolVersion: 1, agentCapabilities: {sessionCapabilities: {resume: {}}}}});
      break;
    case 'session/new':
      send({id: message.id, result: {sessionId: 'tiny-1', modes: {currentModeId: 'ask', availableModes: []}}});
      break;
    case 'session/resume':
    case 'session/set_mode':
      send({id: message.id, result: {}});
      break;
    case 'session/cancel':
      if (turn !== null) {
        end('cancelled');
        say('late');
      }
      break;
    case 'session/prompt':
      turn = message.id;
      prompt(message.params.prompt[0].text);
      break;
    default:
      send({id: message.id, error: {code: -32601, message: 'unknown'}});
  }
});
