from django.urls import path

from . import desk_team, invitation, members, preferences, publishers, team

urlpatterns = [
    path("team/", team.team, name="team"),
    path("team/invitations/", team.invitations, name="team-invitations"),
    path("team/invitations/<int:pk>/acceptance", invitation.acceptance, name="team-invitation-acceptance"),
    path("team/invitations/<int:pk>/revocation", team.revocation, name="team-invitation-revocation"),
    path("team/members/<int:pk>/", members.member, name="team-member"),
    path("team/members/<int:pk>/role", members.role, name="team-member-role"),
    path("team/members/<int:pk>/removal", members.removal, name="team-member-removal"),
    path("team/contacts", team.contacts, name="team-contacts"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/appearance", preferences.appearance, name="preferences-appearance"),
    path("preferences/sessions/end", preferences.sessions_end, name="preferences-sessions-end"),
    path("desk/team/", desk_team.team, name="desk-team"),
    path("desk/team/invitations/", desk_team.invitations, name="desk-team-invitations"),
    path("desk/team/members/<int:pk>/", desk_team.responder, name="responder"),
    path("desk/team/members/<int:pk>/role", desk_team.role, name="responder-role"),
    path("desk/team/members/<int:pk>/deactivation", desk_team.deactivation, name="responder-deactivation"),
    path("desk/team/members/<int:pk>/reactivation", desk_team.reactivation, name="responder-reactivation"),
    path("desk/invitations/<int:pk>/revocation", desk_team.revocation, name="desk-invitation-revocation"),
    path("desk/publishers/", publishers.publishers, name="publishers"),
    path("desk/publishers/<int:pk>/", publishers.publisher, name="publisher"),
    path("desk/publishers/<int:pk>/invitations/", publishers.invitations, name="publisher-invitations"),
]
