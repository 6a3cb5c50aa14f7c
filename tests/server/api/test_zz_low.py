import tests.server.api.test_schemathesis as s
import pytest
@pytest.mark.parametrize("role", ["POINT_SUPERVISOR"])
def test_low(workspace, serving, tmp_path, role, monkeypatch):
    pts = ', points=["ML-gogui"]' if role=="POINT_SUPERVISOR" else ""
    monkeypatch.setattr(s, "ADMINISTRATOR", s.ADMINISTRATOR.replace("role=Role.ADMINISTRATOR", f"role=Role.{role}, mission=mission{pts}"))
    done = s.run(workspace, serving, tmp_path, seconds=40, examples=80)
    print(done.stdout[-5000:])
    assert done.returncode == 0
