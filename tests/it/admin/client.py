"""The real client of 3scale's API, `3scale-api` from PyPI, against a portal whose keys are shown again.

  client.py URL TOKEN OTHER     OTHER is a token for something else
"""

import sys

import requests
from threescale_api import ThreeScaleClient, errors, resources

url, token, other = sys.argv[1:]
client = ThreeScaleClient(url, token)
stranger = ThreeScaleClient(url, other)


def refused(status, call, *arguments, **named):
    """The call is refused with this status; what the answer says."""
    try:
        call(*arguments, **named)
    except errors.ApiClientError as error:
        assert error.code == status, error
        return error.body.decode()
    raise AssertionError(f"{call} was not refused")


def plan(name):
    [found] = [plan for plan in client.application_plans.list() if plan["system_name"] == name]
    return found


# Signup, and finding who signed up.
account = client.accounts.create({"org_name": "Acme", "username": "ada", "email": "ada@acme.example", "password": "123456"})
assert account["org_name"] == "Acme" and account["state"] == "approved"
assert client.accounts.find({"username": "ada"})["id"] == account["id"]
assert client.accounts.find({"email": "ada@acme.example"})["id"] == account["id"]
assert client.accounts.read_by_name("Acme")["id"] == account["id"]
assert "has already been taken" in refused(422, client.accounts.create, {"org_name": "B", "username": "ada", "email": "b@b.example"})
account.update({"org_name": "Acme Inc"})
assert client.accounts[account["id"]].read()["org_name"] == "Acme Inc"
assert client.accounts.fetch(account["id"])["users"][0]["user"]["username"] == "ada", "what was sent back is no field"

# States and plans of the account.
client.accounts.reject(account["id"])
assert account.read()["state"] == "rejected"
client.accounts.pending(account["id"])
client.accounts.approve(account["id"])
assert account.read()["state"] == "approved"
client.accounts.set_plan(account["id"], client.account_plans.read_by_name("Gold")["id"])
assert account.read()["plans"][0]["plan"]["name"] == "Gold"

# What is sold.
service = client.services.read_by_name("mail")
assert service["backend_version"] == "2" and service["name"] == "Mail"
bronze, gold, simple = plan("bronze"), plan("gold"), plan("simple")
assert {p["system_name"] for p in service.app_plans.list()} == {"bronze", "gold", "platinum"}
assert service.app_plans[gold["id"]].read()["name"] == "Gold"
hits = service.metrics.read_by_name("hits")
[limit] = bronze.limits(hits).list()
assert (limit["period"], limit["value"], limit["metric_id"]) == ("day", 10, hits["id"])
features = resources.ApplicationPlanFeatures(parent=gold, instance_klass=resources.DefaultResource)
assert [feature["name"] for feature in features.list()] == ["Batches"]
refused(405, service.app_plans.create, {"name": "New"})
refused(405, bronze.limits(hits).create, {"period": "day", "value": 3})

# Applications.
shop = account.applications.create({"name": "Shop", "description": "sells", "plan_id": bronze["id"]})
assert shop["state"] == "live" and shop["plan_id"] == bronze["id"] and shop["service_id"] == service["id"]
assert shop.entity_id in [application["id"] for application in account.applications.list()]
tiles = account.applications.create({"name": "Tiles", "description": "draws", "plan_id": simple["id"]})
assert len(tiles["user_key"]) == 32
shop.update({"name": "Shop 2"})
assert account.applications[shop["id"]].read()["name"] == "Shop 2"
before = tiles["user_key"]
tiles.update({"description": "draws maps"})
assert tiles.read()["user_key"] == before, "what was sent back changes no key"

# Keys: one is there, four more may be.
assert len(shop.keys.list()) == 1
made = shop.keys.create({"key": "given-key-1"})
values = {key["value"] for key in shop.keys.list()}
assert "given-key-1" in values and len(values) == 2
for number in range(2, 5):
    shop.keys.create({"key": f"given-key-{number}"})
assert "keys is reached" in refused(422, shop.keys.create, {"key": "given-key-5"})
for key in shop.keys.list():
    if key["value"] == "given-key-2":
        key.delete()
assert "given-key-2" not in {key["value"] for key in shop.keys.list()}

# Suspended, resumed, moved to another plan.
account.applications.suspend(shop["id"])
assert shop.read()["state"] == "suspended"
account.applications.resume(shop["id"])
assert shop.read()["state"] == "live"
answer = account.applications.change_plan(shop["id"], gold["id"])
assert answer["application_plan"]["id"] == gold["id"] and shop.read()["plan_id"] == gold["id"]
assert "user_key" in refused(422, account.applications.change_plan, shop["id"], simple["id"])
waiting = account.applications.create({"name": "Big", "description": "x", "plan_id": plan("platinum")["id"]})
assert waiting["state"] == "pending"
account.applications.accept(waiting["id"])
assert waiting.read()["state"] == "live"

# Users.
bob = account.users.create({"username": "bob", "email": "bob@acme.example", "password": "123456"})
assert bob["role"] == "member" and bob["state"] == "active"
assert bob.set_as_admin()["role"] == "admin"
assert bob.suspend()["state"] == "suspended" and bob.un_suspend()["state"] == "active"
bob.update({"email": "robert@acme.example"})
assert account.users[bob["id"]].read()["email"] == "robert@acme.example"
bob.delete()
assert [user["username"] for user in account.users.list()] == ["ada"]

# Pages.
for number in range(3):
    client.accounts.create({"org_name": f"Org {number}", "username": f"user{number}", "email": f"user{number}@org.example", "password": "x"})
assert len(resources.Accounts(client, instance_klass=resources.Account, per_page=2).list()) == 4

# Who is not for this asks for nothing.
for call in (
    lambda: stranger.accounts.list(),
    lambda: stranger.accounts.create({"org_name": "C", "username": "c", "email": "c@c.example", "password": "x"}),
    lambda: stranger.accounts.find({"username": "ada"}),
    lambda: stranger.accounts.delete(account["id"]),
    lambda: stranger.services.list(),
    lambda: stranger.application_plans.list(),
    lambda: stranger.accounts.set_plan(account["id"], gold["id"]),
):
    assert "does not have the correct permissions" in refused(403, call)
assert requests.get(f"{url}/admin/api/accounts.json", timeout=60).status_code == 401

# What 3scale has and this has not is said by name.
assert "Backend List" in refused(501, client.backends.list)
assert "Proxy Read" in refused(501, service.proxy.fetch)

# Gone.
tiles.delete()
account.delete()
refused(404, client.accounts.fetch, account["id"])
print("done")
