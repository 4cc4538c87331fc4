import type { Texts } from './types'

const when = ['De : {{device}}', 'Quand : {{time}}']

/** French. SMS: GSM-7 only. */
export const fr: Texts = {
  tag: 'fr',
  dir: 'ltr',
  heading: 'Votre code',
  codeLine: 'Votre code : {{code}}',
  subject: '{{code}} est votre code {{app}}',
  expiry: 'Il expire dans {{minutes}} minutes.',
  reference: 'Référence {{requestId}}',
  codes: {
    SignIn: {
      sms: '{{code}} est votre code {{app}}. Il expire dans {{minutes}} minutes. Ne le partagez pas.',
      why: 'Utilisez-le pour vous connecter à {{app}}.',
      notYou: "Ce n'est pas vous ? Ignorez ce message. Personne n'entre sans le code.",
    },
    Register: {
      sms: '{{code}} est votre code {{app}}. Il expire dans {{minutes}} minutes. Ne le partagez pas.',
      why: 'Bienvenue. Utilisez-le pour terminer la création de votre compte {{app}}.',
      notYou: "Ce n'est pas vous ? Ignorez ce message. Rien n'est créé sans le code.",
    },
    ForgotPassword: {
      sms: '{{code}} est votre code pour changer votre mot de passe {{app}}. Il expire dans {{minutes}} minutes. Ne le partagez pas.',
      why: 'Utilisez-le pour choisir un nouveau mot de passe {{app}}.',
      notYou: "Ce n'est pas vous ? Ignorez ce message. Votre mot de passe reste inchangé.",
    },
    Generic: {
      sms: '{{code}} est votre code {{app}}. Il expire dans {{minutes}} minutes. Ne le partagez pas.',
      why: 'Utilisez-le pour continuer avec {{app}}.',
      notYou: "Ce n'est pas vous ? Ignorez ce message.",
    },
    UserPermissionValidation: {
      sms: '{{code}} est votre code pour confirmer un changement sur {{app}}. Il expire dans {{minutes}} minutes. Ne le partagez pas.',
      why: "Utilisez-le pour confirmer que c'est vous avant de modifier votre compte {{app}}.",
      notYou:
        "Ce n'est pas vous ? Quelqu'un est peut-être connecté à votre place. Changez votre mot de passe et déconnectez les autres appareils.",
    },
    BindNewIdentifier: {
      sms: '{{code}} est votre code pour ajouter ce numéro à {{app}}. Il expire dans {{minutes}} minutes. Ne le partagez pas.',
      why: 'Utilisez-le pour ajouter cette adresse à votre compte {{app}}.',
      notYou: "Ce n'est pas vous ? Ignorez ce message. L'adresse n'est pas ajoutée sans le code.",
    },
    MfaVerification: {
      sms: '{{code}} est votre code {{app}}. Il expire dans {{minutes}} minutes. Ne le partagez pas.',
      why: "Utilisez-le pour confirmer que c'est vous. Nous n'appelons jamais pour le demander.",
      notYou: "Ce n'est pas vous ? Quelqu'un connaît peut-être votre mot de passe. Changez-le, et gardez ce code pour vous.",
    },
    BindMfa: {
      sms: '{{code}} est votre code pour ajouter ce téléphone à {{app}}.',
      why: 'Utilisez-le pour ajouter cette boîte comme moyen de vérification sur {{app}}.',
      notYou: "Ce n'est pas vous ? Ignorez ce message. Rien n'est ajouté sans le code.",
    },
  },
  notices: {
    NewDeviceNotice: {
      sms: 'Nouvelle connexion à votre compte {{app}} : {{device}}, {{time}}. Pas vous ? Changez votre mot de passe.',
      subject: 'Nouvelle connexion à votre compte {{app}}',
      facts: when,
      notYou: "Ce n'est pas vous ? Connectez-vous, changez votre mot de passe et vérifiez vos moyens de vérification.",
    },
    FactorAddedNotice: {
      sms: '{{factorLabel}} : ajout à votre compte {{app}}. Pas vous ? Connectez-vous et retirez ce moyen.',
      subject: '{{factorLabel}} : ajout à votre compte {{app}}',
      facts: ['Ce moyen peut maintenant servir à vérifier une connexion.', ...when],
      notYou: "Ce n'est pas vous ? Connectez-vous, retirez-le et changez votre mot de passe.",
    },
    FactorRemovedNotice: {
      sms: '{{factorLabel}} : retrait de votre compte {{app}}. Pas vous ? Changez votre mot de passe.',
      subject: '{{factorLabel}} : retrait de votre compte {{app}}',
      facts: ['Ce moyen ne peut plus servir à vérifier.', ...when],
      notYou: "Ce n'est pas vous ? Connectez-vous, changez votre mot de passe et vérifiez vos moyens de vérification.",
    },
    PasswordChangedNotice: {
      sms: 'Votre mot de passe {{app}} a été modifié. Pas vous ? Changez-le tout de suite.',
      subject: 'Votre mot de passe {{app}} a été modifié',
      facts: when,
      notYou: "Ce n'est pas vous ? Réinitialisez votre mot de passe maintenant et vérifiez vos moyens de vérification.",
    },
    AccountExistsNotice: {
      sms: "Quelqu'un a voulu créer un compte {{app}} avec ce numéro. Vous en avez déjà un : connectez-vous. Pas vous ? Ignorez ce message.",
      subject: 'Vous avez déjà un compte {{app}}',
      facts: [
        "Quelqu'un a voulu créer un compte avec cette adresse.",
        "Si c'était vous, connectez-vous. Un mot de passe oublié se réinitialise sur la page de connexion.",
      ],
      notYou: "Ce n'est pas vous ? Il n'y a rien à faire. Personne n'est entré, et rien n'a changé.",
    },
    ContactChangedNotice: {
      sms: 'Les coordonnées de votre compte {{app}} ont été modifiées. Pas vous ? Changez votre mot de passe.',
      subject: 'Les coordonnées de votre compte {{app}} ont été modifiées',
      facts: when,
      notYou: "Ce n'est pas vous ? Connectez-vous, changez votre mot de passe et vérifiez vos moyens de vérification.",
    },
    BackupCodeUsedNotice: {
      sms: 'Un code de secours a servi pour {{app}}. Pas vous ? Changez votre mot de passe et créez de nouveaux codes.',
      subject: 'Un code de secours a servi à se connecter à {{app}}',
      facts: ['Chaque code de secours sert une fois : celui-ci est épuisé.', ...when],
      notYou: "Ce n'est pas vous ? Changez votre mot de passe et créez de nouveaux codes de secours.",
    },
    SessionEndedNotice: {
      sms: "Une copie d'un accès à {{app}} a été utilisée, nous avons fermé cette session. Changez votre mot de passe en cas de doute.",
      subject: 'Une session de votre compte {{app}} a été fermée',
      facts: ['Une clé de cette session a servi deux fois : elle a peut-être été copiée.', ...when],
      notYou: 'Un doute ? Changez votre mot de passe.',
    },
    AccountDeletedNotice: {
      sms: 'Votre compte {{app}} a été supprimé : {{device}}, {{time}}. Pas vous ? Contactez-nous.',
      subject: 'Votre compte {{app}} a été supprimé',
      facts: ['Tout ce que nous savions de vous a disparu.', ...when],
      notYou: "Ce n'est pas vous ? Contactez-nous. Nous ne pouvons pas rétablir le compte, mais nous voulons le savoir.",
    },
    AccountLockedNotice: {
      sms: "Trop d'essais : nous avons mis en pause un moyen de connexion à {{app}}. Pas vous ? Changez votre mot de passe.",
      subject: 'Nous avons mis en pause un moyen de connexion à votre compte {{app}}',
      facts: ["Il y a eu trop d'essais erronés. Les autres moyens fonctionnent toujours.", ...when],
      notYou: "Ce n'est pas vous ? Personne n'est entré. C'est tout de même un bon moment pour changer de mot de passe.",
    },
  },
}
