"""What the demo's people wrote, each in their own language. Made up from beginning to end."""

CVE = "CVE-2026-31337"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"

LOGGING = {
    "sv": (
        f"{CVE} i det medföljande loggbiblioteket",
        "## Vad är problemet\n\nBiblioteket vi levererar tolkar uppslag i loggrader. En rad som angriparen styr, till "
        "exempel `User-Agent`, räcker för att köra kod på servern.\n\n## Vad som krävs\n\nEn begäran utan inloggning.",
        "1. Uppgradera till 2.4.\n2. Starta om tjänsten.\n3. Den som inte kan uppgradera stänger av uppslag i "
        "`logging.conf`.",
    ),
    "de": (
        f"{CVE} in der mitgelieferten Logging-Bibliothek",
        "## Worum geht es\n\nDie Bibliothek wertet Ausdrücke in Protokollzeilen aus. Betroffen ist jeder Dienst, der "
        "Kopfzeilen einer Anfrage protokolliert.\n\n## Voraussetzungen\n\nKeine Anmeldung, Zugriff über das Netz.",
        "Version 2.3.1 installieren. Bis dahin die Auswertung über die Umgebungsvariable abschalten.",
    ),
    "nl": (
        f"{CVE} in de meegeleverde logbibliotheek",
        "## Wat is het probleem\n\nDe bibliotheek voert opzoekingen uit in logregels. Wie een logregel kan "
        "beïnvloeden, kan code uitvoeren.\n\n## Wat nodig is\n\nAlleen netwerktoegang.",
        "",
    ),
}
INCIDENT = (
    "Signing key used from an unknown address",
    "## What happened\n\nOur build service reports a signature made at 02:14 from an address that is not ours. The key "
    "signs **Fabrikam Signer** releases.\n\n## What we did\n\n- revoked the key\n- stopped the release pipeline\n\n"
    "## What we do not know\n\nWhether a release was signed with it.",
)
TRAVERSAL = (
    "Path traversal in the export of reports",
    "The export endpoint joins the file name from the request to the export folder without checking it. A signed-in "
    "customer can read any file of the service.\n\n```\nGET /export?file=../../etc/service.conf\n```",
    "Disable scheduled exports; 2.4 checks the name and refuses anything outside the folder.",
)
QUESTION = (
    "Thank you, this reproduces on 2.3. Do 2.0 and 2.1 also write to the shared folder, or only to the tenant’s own?"
)
NOTE = "Same pattern as the default password in August. I would score C:H/I:H."
DEBUG_LOG = (
    "Adresses e-mail de clients dans un journal de débogage",
    "Depuis la version 2.2, le journal de débogage contient l’adresse e-mail de chaque client qui ouvre une session. "
    "Le journal est lisible par l’équipe d’assistance.",
    "Passer à la version 2.3 et supprimer les journaux antérieurs au 1er du mois.",
)
RESTORE = (
    "Пароль по умолчанию после восстановления",
    "После восстановления из резервной копии служба запускается с паролем по умолчанию, пока администратор не войдёт "
    "в первый раз.",
    "Сменить пароль сразу после восстановления; исправление войдёт в версию 2.4.",
)
BUCKET = (
    "Opslagruimte met exports was openbaar leesbaar",
    "Een opslagruimte met exports van twaalf klanten was drie dagen lang zonder aanmelding leesbaar. De toegang is "
    "gesloten; de logbestanden tonen twee onbekende adressen.",
)
TOKEN = (
    "Sitzungstoken bleibt nach dem Abmelden gültig",
    "Nach dem Abmelden lässt sich das Token noch bis zu zwölf Stunden verwenden.",
    "In 2.3 behoben: das Token wird beim Abmelden verworfen.",
)
FALSE_ALARM = (
    "Scanner findet veraltete Bibliothek",
    "Ein Scanner meldet eine alte Fassung. Nach Prüfung: die betroffene Funktion wird nicht ausgeliefert.",
)
EMBARGOED = (
    "Authentication bypass in Fabrikam Pay",
    "A crafted callback is accepted without a signature. Coordinated with the finder; publication is agreed for the "
    "embargo’s end.",
    "Upgrade to 2.4 once it is released.",
)
SCAN = (
    "Our scan finds an exposed debug endpoint",
    "The weekly scan of the marketplace found `/debug/vars` reachable without sign-in in Contoso Forms 2.2 and 2.3.",
)
