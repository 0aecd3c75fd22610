(()=>{const own=()=>(/^\/\//.test(location.pathname)?"/.":"")+location.pathname+location.search.replace(/([?&])_call=[^&]*(&|$)/,(m,a,b)=>b?a:"");
if(/[?&]_call=/.test(location.search))history.replaceState(history.state,"",own()+location.hash);
const free=()=>{for(const f of document.querySelectorAll("form[data-sent]")){delete f.dataset.sent;
for(const x of[f,...f.querySelectorAll("[aria-busy]")])x.removeAttribute("aria-busy")}};
listen("submit",e=>{const f=e.target,n=f.dataset.call,p=f.dataset.page||own();if(n)f.action=p+(p.includes("?")?"&":"?")+"_call="+n},true);
listen("submit",e=>{const f=e.target;if(!f.dataset.call||isStopped(e))return;
if(f.dataset.sent&&f.dataset.repeat==null)return e.preventDefault();
f.dataset.sent=1;setTimeout(free,3e4);
for(const x of[f,e.submitter])x&&x.setAttribute("aria-busy","true")});
addEventListener("pageshow",e=>e.persisted&&free());
window.navigation?.addEventListener("navigateerror",free)})()
