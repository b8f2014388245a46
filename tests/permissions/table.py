"""Who gets what answer at each address: written by hand, row by row. A route without a row fails the test.

An answer is a status; `in` is the way to sign-in, `home` a redirect elsewhere on this site. A POST is sent empty: 422
is a form that was read and found wanting, so the person may use it. `own` is Contoso's ticket, reported by the
contributor; `restr` another of theirs, restricted; every other row's object is Contoso's, or the desk's.
"""

READERS = ["anon", "none", "rival", "reader", "contrib", "owner", "triager", "assessor", "approver", "lead", "auditor"]

TABLE = """
# everybody's                    anon none rival reader contrib owner triager assessor approver lead auditor
GET  landing            -        200  home home  home   home    home  home    home     home     home home
GET  legal              -        200  200  200   200    200     200   200     200      200      200  200
GET  health-live        -        200  200  200   200    200     200   200     200      200      200  200
GET  health-ready       -        200  200  200   200    200     200   200     200      200      200  200
POST language           -        303  303  303   303    303     303   303     303      303      303  303
GET  invitation         token    200  200  200   200    200     200   200     200      200      200  200
POST invitation         token    in   403  403   403    403     403   403     403      403      403  403
GET  demo-mailbox       -        404  404  404   404    404     404   404     404      404      404  404
GET  demo-mail          delivery 404  404  404   404    404     404   404     404      404      404  404

# everybody signed in            anon none rival reader contrib owner triager assessor approver lead auditor
GET  home               -        in   home home  home   home    home  home    home     home     home home
GET  help               -        in   200  200   200    200     200   200     200      200      200  200
GET  search             -        in   200  200   200    200     200   200     200      200      200  200
GET  preferences        -        in   200  200   200    200     200   200     200      200      200  200
POST preferences        -        in   422  422   422    422     422   422     422      422      422  422
POST preferences-appearance  -   in   422  422   422    422     422   422     422      422      422  422
POST preferences-sessions-end -  in   in   in    in     in      in    in      in       in       in   in

# the report                     anon none rival reader contrib owner triager assessor approver lead auditor
GET  report             -        in   200  200   403    200     200   403     403      403      403  403
POST report             -        in   200  422   403    422     422   403     403      403      403  403
GET  report-helper      -        in   200  200   200    200     200   200     200      200      200  200
POST report-preview     -        in   200  200   200    200     200   200     200      200      200  200
GET  report-draft       draft    in   404  404   404    303     404   404     404      404      404  404
GET  report-category    draft    in   404  404   404    200     404   404     404      404      404  404
POST report-category    draft    in   404  404   404    422     404   404     404      404      404  404
GET  report-calculator  draft    in   404  404   404    200     404   404     404      404      404  404
POST report-calculator  draft    in   404  404   404    422     404   404     404      404      404  404
GET  report-check       draft    in   404  404   404    200     404   404     404      404      404  404
POST report-submission  draft    in   404  404   404    422     404   404     404      404      404  404
POST report-deletion    draft    in   404  404   404    303     404   404     404      404      404  404
POST report-found       draft    in   404  404   404    200     404   404     404      404      404  404
POST report-understood  draft    in   404  404   404    200     404   404     404      404      404  404
POST report-file-removal draftfile in 404 404    404    303     404   404     404      404      404  404
GET  report-step        step     in   404  404   404    200     404   404     404      404      404  404
POST report-step        step     in   404  404   404    422     404   404     404      404      404  404
POST report-save        step     in   404  404   404    200     404   404     404      404      404  404
POST report-parked      step     in   404  404   404    303     404   404     404      404      404  404

# a publisher's tickets          anon none rival reader contrib owner triager assessor approver lead auditor
GET  tickets            -        in   200  200   200    200     200   404     404      404      404  404
GET  tickets-changes    -        in   204  204   204    204     204   404     404      404      404  404

# one ticket                     anon none rival reader contrib owner triager assessor approver lead auditor
GET  ticket             own      in   404  404   200    200     200   200     200      200      200  200
GET  ticket             restr    in   404  404   404    200     200   404     404      404      200  200
GET  ticket-as-publisher own     in   404  404   404    404     404   200     200      200      200  200
GET  ticket-as-publisher restr   in   404  404   404    404     404   404     404      404      200  200
GET  ticket-confirmation own     in   404  404   200    200     200   200     200      200      200  200
GET  ticket-confirmation restr   in   404  404   404    200     200   404     404      404      200  200
GET  ticket-changes     own      in   404  404   204    204     204   204     204      204      204  204
GET  ticket-changes     restr    in   404  404   404    204     204   404     404      404      204  204
POST ticket-visit       own      in   404  404   303    303     303   303     303      303      303  303
POST ticket-visit       restr    in   404  404   404    303     303   404     404      404      303  303
POST ticket-reply-draft own      in   404  404   200    200     200   200     200      200      200  200
POST ticket-reply-draft restr    in   404  404   404    200     200   404     404      404      200  200
POST ticket-kept        own      in   404  404   303    303     303   303     303      303      303  303
GET  ticket-calendar    own      in   404  404   200    200     200   200     200      200      200  200
GET  ticket-calendar    restr    in   404  404   404    200     200   404     404      404      200  200
POST ticket-export      own      in   404  404   404    404     404   200     200      200      200  200
POST ticket-export      restr    in   404  404   404    404     404   404     404      404      200  200
GET  attachment         file     in   404  404   200    200     200   200     200      200      200  200
GET  attachment         restrfile in  404  404   404    200     200   404     404      404      200  200
GET  attachment         notefile in   404  404   404    404     404   200     200      200      200  200
GET  attachment         draftfile in  404  404   404    200     404   404     404      404      404  404

# acts of the desk               anon none rival reader contrib owner triager assessor approver lead auditor
POST ticket-acknowledgement own  in   404  404   403    403     403   422     422      422      422  403
POST ticket-acknowledgement restr in  404  404   404    403     403   404     404      404      422  403
POST ticket-severity    own      in   404  404   403    403     403   422     422      422      422  403
POST ticket-priority    own      in   404  404   403    403     403   422     422      422      422  403
POST ticket-category    own      in   404  404   403    403     403   422     422      422      422  403
POST ticket-assignment  own      in   404  404   403    403     403   303     303      303      303  403
POST ticket-score       own      in   404  404   403    403     403   422     422      422      422  403
POST ticket-assessment  own      in   404  404   403    403     403   303     303      303      303  403
POST ticket-outcome     own      in   404  404   403    403     403   403     422      422      422  403
POST ticket-closure     own      in   404  404   403    403     403   403     422      422      422  403
POST ticket-duplicate   own      in   404  404   403    403     403   403     422      422      422  403
POST ticket-redaction   own      in   404  404   403    403     403   422     422      422      422  403
POST ticket-file-removal own     in   404  404   403    403     403   422     422      422      422  403
POST ticket-message     own      in   404  404   403    403     403   422     422      422      422  403
POST ticket-question    own      in   404  404   403    403     403   422     422      422      422  403
POST ticket-note        own      in   404  404   403    403     403   422     422      422      422  403
POST ticket-note        restr    in   404  404   404    403     403   404     404      404      422  403

# acts of the publisher          anon none rival reader contrib owner triager assessor approver lead auditor
POST ticket-answer      own      in   404  404   403    422     422   403     403      403      403  403
POST ticket-answer      restr    in   404  404   404    422     422   404     404      404      403  403
POST ticket-retraction  own      in   404  404   403    422     422   403     403      403      403  403
POST ticket-reference   own      in   404  404   403    303     303   403     403      403      403  403

# acts of both                   anon none rival reader contrib owner triager assessor approver lead auditor
POST ticket-reopening   own      in   404  404   403    422     422   403     422      422      422  403
POST ticket-exploitation own     in   404  404   403    303     303   303     303      303      303  403
POST ticket-restriction own      in   404  404   403    303     303   303     303      303      303  403
POST ticket-restriction-end restr in  404  404   404    303     303   404     404      404      303  403
POST ticket-participants own     in   404  404   403    422     422   422     422      422      422  403
POST ticket-participant-removal own in 404 404   403    422     422   422     422      422      422  403

# the desk                       anon none rival reader contrib owner triager assessor approver lead auditor
GET  queue              -        in   404  404   404    404     404   200     200      200      200  200
GET  queue-changes      -        in   404  404   404    404     404   204     204      204      204  204
GET  queue-closed       -        in   404  404   404    404     404   200     200      200      200  200
GET  cves               -        in   404  404   404    404     404   200     200      200      200  200
GET  cve                cve      in   404  404   404    404     404   200     200      200      200  200
GET  ticket-new         -        in   404  404   404    404     404   200     200      200      200  403
POST ticket-new         -        in   404  404   404    404     404   200     200      200      200  403
GET  publishers         -        in   404  404   404    404     404   200     200      200      200  200
GET  publisher          publisher in  404  404   404    404     404   200     200      200      200  200
POST publisher-invitations publisher in 404 404  404    404     404   403     403      403      422  403
GET  deliveries         -        in   404  404   404    404     404   200     200      200      200  200
POST delivery-retrial   delivery in   404  404   404    404     404   303     303      303      303  403
POST delivery-settlement delivery in  404  404   404    404     404   303     303      303      303  403
POST relays-retrial     -        in   404  404   404    404     404   403     403      403      409  403
GET  on-call            -        in   404  404   404    404     404   200     200      200      200  200
POST on-call            -        in   404  404   404    404     404   403     403      403      422  403
POST on-call-removal    oncall   in   404  404   404    404     404   403     403      403      303  403
GET  desk-team          -        in   404  404   404    404     404   200     200      200      200  200
POST desk-team-invitations -     in   404  404   404    404     404   403     403      403      422  403
GET  responder          responder in  404  404   404    404     404   403     403      403      200  403
POST responder-role     responder in  404  404   404    404     404   403     403      403      422  403
POST responder-deactivation responder in 404 404 404    404     404   403     403      403      303  403
POST responder-reactivation responder in 404 404 404    404     404   403     403      403      409  403
POST desk-invitation-revocation deskinvitation in 404 404 404 404 404 403    403      403      303  403

# a publisher's team             anon none rival reader contrib owner triager assessor approver lead auditor
GET  team               -        in   200  200   200    200     200   404     404      404      404  404
POST team-invitations   -        in   404  422   403    403     422   404     404      404      404  404
POST team-invitation-acceptance invitation in 404 404 404 404   404   404     404      404      404  404
POST team-invitation-revocation invitation in 404 404 403 403   303   404     404      404      404  404
GET  team-member        member   in   404  404   403    403     200   404     404      404      404  404
POST team-member-role   member   in   404  404   403    403     422   404     404      404      404  404
POST team-member-removal member  in   404  404   403    403     303   404     404      404      404  404
POST team-contacts      -        in   404  303   403    403     303   404     404      404      404  404
"""
