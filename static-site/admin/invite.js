// Invite an agent.
import { html } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { shown, toast } from '../parts/basics.js';
import { go } from '../console/state.js';
import { agentFields, checkAgent } from './fields.js';
import { NewPersonPage } from './new-person.js';
import { pageHead } from './shared.js';

class InvitePage extends NewPersonPage {
  get startTitle() {
    return t('invite');
  }

  get takenText() {
    return t('agent-already');
  }

  get seeText() {
    return t('see-agent');
  }

  options() {
    return { name: 'invite', path: '/agents' };
  }

  first() {
    return { name: '', email: '', role: 'agent', teams: {}, skills: [], languages: [], cap: 8 };
  }

  /** The teams to choose from. */
  async fetch() {
    return (await get('/teams')).items;
  }

  check() {
    return [...checkAgent(this.edit), ...this.wrongEmail()];
  }

  knownPerson({ agent }) {
    return agent ? `/console/agents/${agent}` : null;
  }

  done(agent) {
    toast(t(agent.invitation_sent ? 'invited' : 'invited-known', { name: agent.name }));
    go(`/console/agents/${agent.id}`, { replace: true });
  }

  render() {
    return html`${pageHead({ title: t('invite'), back: ['/console/agents', t('nav-agents')] })}
    ${shown(this.load, (teams) =>
      this.personForm({ hint: t('invite-hint'), fields: agentFields(this.edit, teams), button: t('send-invitation') }),
    )}`;
  }
}
customElements.define('invite-page', InvitePage);
